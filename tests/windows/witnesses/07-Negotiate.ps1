#Requires -Version 5.1
# Binds as the relay binds: Negotiate on 389 with signing and sealing, what the domain controller asks for, and the relay's own check.
# Read-only. The policies of the domain controller are changed by a person, see README.md.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 240, [string]$Relay = '')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1')
Start-Witness $DeadlineSeconds
$context = Open-KitContext $Work

function Test-Bind([string]$How, [int]$Port, [bool]$Signing, [bool]$Sealing, [bool]$Tls) {
  $identifier = New-Object System.DirectoryServices.Protocols.LdapDirectoryIdentifier($context.pdc, $Port, $true, $false)
  $connection = New-Object System.DirectoryServices.Protocols.LdapConnection($identifier)
  $bound = $false
  $answer = ''
  try {
    $connection.AuthType = [System.DirectoryServices.Protocols.AuthType]::Negotiate
    $connection.Timeout = [TimeSpan]::FromSeconds(20)
    $connection.SessionOptions.ProtocolVersion = 3
    if ($Tls) { $connection.SessionOptions.SecureSocketLayer = $true }
    $connection.SessionOptions.Signing = $Signing
    $connection.SessionOptions.Sealing = $Sealing
    $connection.Bind()
    [void](Read-KitEntry $connection $context.domainDn @('distinguishedName'))
    $bound = $true
  }
  catch [System.DirectoryServices.Protocols.LdapException] { $answer = "$($_.Exception.ErrorCode)" }
  catch [System.DirectoryServices.Protocols.DirectoryOperationException] { $answer = "$($_.Exception.Response.ResultCode)" }
  finally { $connection.Dispose() }
  return @{ how = $How; port = $Port; signing = $Signing; sealing = $Sealing; tls = $Tls; bound = $bound; error = $answer }
}

# What the domain controller asks for, read from its registry where this account may (remote registry), else unknown.
function Read-Policy {
  $policy = @{ ldapServerIntegrity = $null; ldapEnforceChannelBinding = $null; read = $false }
  try {
    $hive = [Microsoft.Win32.RegistryKey]::OpenRemoteBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, $context.pdc)
    $key = $hive.OpenSubKey('SYSTEM\CurrentControlSet\Services\NTDS\Parameters')
    $policy.ldapServerIntegrity = $key.GetValue('LDAPServerIntegrity')
    $policy.ldapEnforceChannelBinding = $key.GetValue('LdapEnforceChannelBinding')
    $policy.read = $true
    $hive.Dispose()
  }
  catch { $policy.read = $false }
  return $policy
}

$binds = @(
  (Test-Bind 'signed and sealed' 389 $true $true $false),
  (Test-Bind 'neither signed nor sealed' 389 $false $false $false),
  (Test-Bind 'TLS' 636 $false $false $true)
)
$check = $null
if ($Relay -ne '') {
  $done = Invoke-KitProgram $Relay "check --json --server $($context.pdc)" 120
  $answer = $null
  try { $answer = ConvertFrom-Json $done.output } catch { $answer = $null }
  $check = @{ exitCode = $done.exitCode; isJson = ($null -ne $answer); error = "$($done.error)"; verdict = ''; findings = [object[]]@() }
  if ($null -ne $answer -and $null -ne $answer.PSObject.Properties['findings']) {
    $check.verdict = "$($answer.verdict)"
    $check.findings = [object[]]@($answer.findings | ForEach-Object { @{ code = "$($_.code)"; status = "$($_.status)" } })
  }
}
Save-KitRecording 'negotiate' @{ policy = (Read-Policy); binds = [object[]]$binds; check = $check } $Output
