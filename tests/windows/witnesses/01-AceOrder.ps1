#Requires -Version 5.1
# ACE order: what a domain controller makes of a DACL that is in canonical order, and of one that is not.
# Writes (only with -Write): OU=pwbkit-unit at the head of the domain, with two users; removed at the end.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 180, [string]$Relay = '')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1'), (Join-Path $PSScriptRoot '..\lib\TestUnit.psm1')
if (-not $Write) { Write-Output 'skipped: needs -Write'; exit 5 }
Start-Witness $DeadlineSeconds
$context = Open-KitContext $Work
$connection = New-KitConnection $context.pdc
$attributes = @('nTSecurityDescriptor')

# Made by hand from the DACL that is there: two entries that a domain controller would sort differently.
function New-Wanted([byte[]]$Before, [string]$Sddl, [bool]$Prepend) {
  $raw = New-Object System.Security.AccessControl.RawSecurityDescriptor($Before, 0)
  $added = (New-Object System.Security.AccessControl.RawSecurityDescriptor("D:$Sddl")).DiscretionaryAcl
  $place = 0
  if (-not $Prepend) { $place = @($raw.DiscretionaryAcl | Where-Object { -not $_.IsInherited }).Count }
  for ($i = 0; $i -lt $added.Count; $i++) { $raw.DiscretionaryAcl.InsertAce($place + $i, $added[$i]) }
  $bytes = New-Object byte[] $raw.BinaryLength
  $raw.GetBinaryForm($bytes, 0)
  return , $bytes
}

$user = 'bf967aba-0de6-11d0-a285-00aa003049e2'
$reset = '00299570-246d-11d0-a768-00aa006e0529'
$lockout = '28630ebf-41d5-11d1-a9c1-0000f80367c1'
$sid = "$($context.domainSid)-513"
$tries = @(
  @{ name = 'canonical'; prepend = $false; sddl = "(OA;CIIO;CR;$reset;$user;$sid)(OA;CIIO;WP;$lockout;$user;$sid)" },
  @{ name = 'canonical, in another order of the same rank'; prepend = $false; sddl = "(OA;CIIO;WP;$lockout;$user;$sid)(OA;CIIO;CR;$reset;$user;$sid)" },
  @{ name = 'an allowing entry before a denying one'; prepend = $true; sddl = "(A;;LC;;;$sid)(D;;DT;;;$sid)" },
  @{ name = 'an object entry before a plain one'; prepend = $true; sddl = "(OA;;CR;$reset;;$sid)(A;;LC;;;$sid)" }
)
try {
  $unit = New-KitUnit $connection $context.domainDn 2
  $cases = foreach ($try in $tries) {
    $before = Get-KitBytes (Read-KitEntry $connection $unit $attributes 7) 'nTSecurityDescriptor'
    $wanted = New-Wanted $before $try.sddl $try.prepend
    $result = Write-KitDacl $connection $unit $wanted
    $after = Get-KitBytes (Read-KitEntry $connection $unit $attributes 7) 'nTSecurityDescriptor'
    @{
      name = $try.name; objectClass = 'organizationalUnit'; result = $result
      beforeBase64 = [Convert]::ToBase64String($before); beforeSddl = ConvertTo-KitSddl $before
      wantedBase64 = [Convert]::ToBase64String($wanted); wantedSddl = ConvertTo-KitSddl $wanted
      afterBase64 = [Convert]::ToBase64String($after); afterSddl = ConvertTo-KitSddl $after
    }
    # Back to where the case began, so that the next one starts from the same DACL.
    [void](Write-KitDacl $connection $unit $before)
  }
  $service = "CN=Directory Service,CN=Windows NT,CN=Services,$($context.configurationDn)"
  $heuristics = @(Get-KitTexts (Read-KitEntry $connection $service @('dSHeuristics')) 'dSHeuristics')
  Save-KitRecording 'ace-order' @{ domainSid = $context.domainSid; dSHeuristics = "$heuristics"; cases = [object[]]@($cases) } $Output
}
finally {
  Remove-KitUnit $connection $context.domainDn
  $connection.Dispose()
}
