#Requires -Version 5.1
# Effective rights of an account on users, as Windows computes them (AuthzAccessCheck), with the descriptors and groups it used.
# The tests on our side let the product's evaluator decide the same. Read-only.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 300, [string]$Relay = '',
  [string]$Account = '', [int]$Count = 200)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1'), (Join-Path $PSScriptRoot '..\lib\TestUnit.psm1')
if ($Account -eq '') { Write-Output 'skipped: needs -Account, the connector account as DOMAIN\name'; exit 5 }
Start-Witness $DeadlineSeconds
$context = Open-KitContext $Work
Add-Type -TypeDefinition ([IO.File]::ReadAllText((Join-Path $PSScriptRoot '..\lib\Authz.cs')))
$sid = Get-KitSid $Account
$user = 'bf967aba-0de6-11d0-a285-00aa003049e2'
# Mask, class, property set and type, as MS-ADTS 5.1.3.3.3 and .4 have them asked.
$rights = @(
  @{ name = 'ResetPassword'; mask = 0x100; types = @('00299570-246d-11d0-a768-00aa006e0529') },
  @{ name = 'ChangePassword'; mask = 0x100; types = @('ab721a53-1e2f-11d0-9819-00aa0040529b') },
  @{ name = 'WriteLockoutTime'; mask = 0x20; types = @($user, '28630ebf-41d5-11d1-a9c1-0000f80367c1') },
  @{ name = 'WritePwdLastSet'; mask = 0x20; types = @($user, '4c164200-20c0-11d0-a768-00aa006e0529', 'bf967a0a-0de6-11d0-a285-00aa003049e2') },
  @{ name = 'WriteDacl'; mask = 0x40000; types = @() }
)
$connection = New-KitConnection $context.pdc
$authz = New-Object KitAuthz($sid)
$entries = New-Object System.Collections.ArrayList
try {
  $scope = [System.DirectoryServices.Protocols.SearchScope]::Subtree
  $request = New-Object System.DirectoryServices.Protocols.SearchRequest($context.domainDn, '(sAMAccountType=805306368)', $scope, @('objectSid', 'objectClass', 'userAccountControl', 'nTSecurityDescriptor'))
  $masks = [System.DirectoryServices.Protocols.SecurityMasks]7
  [void]$request.Controls.Add((New-Object System.DirectoryServices.Protocols.SecurityDescriptorFlagControl($masks)))
  [void]$request.Controls.Add((New-Object System.DirectoryServices.Protocols.PageResultRequestControl($Count)))
  foreach ($entry in $connection.SendRequest($request).Entries) {
    Assert-Time
    $classes = @(Get-KitTexts $entry 'objectClass')
    if ($classes[-1] -ne 'user') { continue }
    $descriptor = Get-KitBytes $entry 'nTSecurityDescriptor'
    $own = Get-KitBytes $entry 'objectSid'
    if ($null -eq $descriptor) { continue }
    $granted = @{}
    foreach ($right in $rights) { $granted[$right.name] = $authz.IsGranted($descriptor, $own, [uint32]$right.mask, [string[]]$right.types) }
    [void]$entries.Add(@{
      dn = $entry.DistinguishedName; objectSid = (New-Object System.Security.Principal.SecurityIdentifier($own, 0)).Value
      enabled = (([int](@(Get-KitTexts $entry 'userAccountControl') + @('2'))[0] -band 2) -eq 0)
      descriptorBase64 = [Convert]::ToBase64String($descriptor); granted = $granted
    })
  }
  $uncovered = $null
  if ($Relay -ne '') {
    # One line of JSON for each user that is not covered, then the summary.
    $done = Invoke-KitProgram $Relay "coverage --users --json --server $($context.pdc) --account $sid" 120
    $uncovered = [object[]]@("$($done.output)" -split "`r?`n" | Where-Object { $_ -like '{*' } | ForEach-Object { ConvertFrom-Json $_ } |
      Where-Object { $null -ne $_.PSObject.Properties['dn'] } | ForEach-Object { @{ dn = "$($_.dn)"; reason = "$($_.reason)" } })
  }
  Save-KitRecording 'effective-rights' @{
    accountSid = $sid; groups = [object[]]@($authz.Groups()); entries = [object[]]$entries.ToArray(); uncovered = $uncovered
  } $Output
}
finally {
  $authz.Dispose()
  $connection.Dispose()
}
