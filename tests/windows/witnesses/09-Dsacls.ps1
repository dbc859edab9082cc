#Requires -Version 5.1
# The dsacls lines of docs/least-rights.md, on the kit's own unit: which entries each really writes, and that /R takes them away.
# Writes (only with -Write): OU=pwbkit-unit at the head of the domain; removed at the end.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 180, [string]$Relay = '')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1'), (Join-Path $PSScriptRoot '..\lib\TestUnit.psm1')
if (-not $Write) { Write-Output 'skipped: needs -Write'; exit 5 }
Start-Witness $DeadlineSeconds
$context = Open-KitContext $Work
$connection = New-KitConnection $context.pdc
$netbios = @($context.domains | Where-Object { $_.dn -eq $context.domainDn })[0].netbios
# A group that every domain has and that holds nothing on a new unit.
$account = (New-Object System.Security.Principal.SecurityIdentifier("$($context.domainSid)-514")).Translate([System.Security.Principal.NTAccount]).Value
$lines = @(
  @{ name = 'read-domain'; options = "/I:T /G `"${account}:LCRPLORC`"" },
  @{ name = 'password-settings'; options = "/I:T /G `"${account}:LCRPRC`"" },
  @{ name = 'write-dacl'; options = "/G `"${account}:WD`"" },
  @{ name = 'reset-password'; options = "/I:S /G `"${account}:CA;Reset Password;user`"" },
  @{ name = 'change-password'; options = "/I:S /G `"${account}:CA;Change Password;user`"" },
  @{ name = 'lockout-time'; options = "/I:S /G `"${account}:WP;lockoutTime;user`"" },
  @{ name = 'pwd-last-set'; options = "/I:S /G `"${account}:WP;pwdLastSet;user`"" },
  @{ name = 'unexpire-password'; options = "/G `"${account}:CA;Unexpire Password`"" }
)

function Read-Unit { return , (Get-KitBytes (Read-KitEntry $connection $unit @('nTSecurityDescriptor') 7) 'nTSecurityDescriptor') }

try {
  $unit = New-KitUnit $connection $context.domainDn 1
  $cases = @(foreach ($line in $lines) {
    $before = Read-Unit
    $granted = Invoke-KitProgram 'dsacls.exe' "`"\\$($context.pdc)\$unit`" $($line.options)" 60
    $after = Read-Unit
    $removed = Invoke-KitProgram 'dsacls.exe' "`"\\$($context.pdc)\$unit`" /R `"$account`"" 60
    $left = Read-Unit
    @{
      name = $line.name; exitCode = $granted.exitCode; removeExitCode = $removed.exitCode
      beforeBase64 = [Convert]::ToBase64String($before); afterBase64 = [Convert]::ToBase64String($after)
      afterSddl = ConvertTo-KitSddl $after; leftBase64 = [Convert]::ToBase64String($left)
    }
  })
  Save-KitRecording 'dsacls' @{ accountSid = "$($context.domainSid)-514"; cases = [object[]]$cases } $Output
}
finally {
  Remove-KitUnit $connection $context.domainDn
  $connection.Dispose()
}
