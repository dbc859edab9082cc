#Requires -Version 5.1
# The relay as a Windows service: install, start, status, stop, uninstall; what the service control manager says; who may enter the
# folder of its state; its event source; and a key made as the relay makes its own, which must not leave the provider.
# Writes (only with -Write and -Relay): the service, its event source, the account's entry on the state folder; a key that is deleted
# again. Needs an enrolled server: install asks for that.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 300, [string]$Relay = '',
  [string]$ServiceName = 'PasswordWritebackRelay')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1')
if (-not $Write -or $Relay -eq '') { Write-Output 'skipped: needs -Write and -Relay'; exit 5 }
if (Get-Service -Name $ServiceName -ErrorAction SilentlyContinue) { Write-Output "skipped: the service $ServiceName is there already, and stays as it is"; exit 5 }
$folder = Join-Path $env:ProgramData 'Password Writeback State'
if (-not (Test-Path -LiteralPath (Join-Path $folder 'relay.json'))) { Write-Output 'skipped: this server is not enrolled (relay enroll), and install needs that'; exit 5 }
Start-Witness $DeadlineSeconds
[void](Open-KitContext $Work)
$steps = New-Object System.Collections.ArrayList

function Add-Step([string]$Name, [string]$File, [string]$Arguments) {
  $clock = [System.Diagnostics.Stopwatch]::StartNew()
  $done = Invoke-KitProgram $File $Arguments 90
  [void]$steps.Add(@{
    name = $Name; exitCode = $done.exitCode; milliseconds = $clock.ElapsedMilliseconds
    output = [object[]]@("$($done.output)" -split "`r?`n" | Where-Object { $_ -ne '' }); error = "$($done.error)"
  })
}

# Export of a key like WindowsKey.Create makes it, in every form that there is.
function Test-Key {
  Add-Type -AssemblyName System.Core
  $parameters = New-Object System.Security.Cryptography.CngKeyCreationParameters
  $parameters.ExportPolicy = [System.Security.Cryptography.CngExportPolicies]::None
  $parameters.KeyCreationOptions = [System.Security.Cryptography.CngKeyCreationOptions]::MachineKey
  $parameters.KeyUsage = [System.Security.Cryptography.CngKeyUsages]::Signing
  $parameters.Provider = [System.Security.Cryptography.CngProvider]::MicrosoftSoftwareKeyStorageProvider
  $name = 'pwbkit-' + [Guid]::NewGuid().ToString('N')
  $key = [System.Security.Cryptography.CngKey]::Create([System.Security.Cryptography.CngAlgorithm]::ECDsaP256, $name, $parameters)
  try {
    $formats = @([System.Security.Cryptography.CngKeyBlobFormat]::EccPrivateBlob, [System.Security.Cryptography.CngKeyBlobFormat]::Pkcs8PrivateBlob)
    $exports = @(foreach ($format in $formats) {
      # What an export gives is thrown away at once; only whether it was refused is kept.
      try { [void]$key.Export($format); @{ format = "$($format.Format)"; refused = $false } }
      catch [System.Security.Cryptography.CryptographicException] { @{ format = "$($format.Format)"; refused = $true } }
    })
    return @{ provider = "$($key.Provider.Provider)"; exportPolicy = [int]$key.ExportPolicy; isMachineKey = [bool]$key.IsMachineKey; exports = [object[]]$exports }
  }
  finally { $key.Delete() }
}

$installed = $false
$source = $false
$folderBase64 = $null
$folderSddl = ''
try {
  Add-Step 'install' $Relay 'install'
  $installed = $steps[0].exitCode -eq 0
  # Read while the service is there: the folder's list as install has left it, and the source of its events.
  $acl = Get-Acl -LiteralPath $folder
  $folderBase64 = [Convert]::ToBase64String($acl.GetSecurityDescriptorBinaryForm())
  $folderSddl = $acl.Sddl
  $source = Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\EventLog\Application\Password Writeback Relay'
  Add-Step 'qc' 'sc.exe' "qc $ServiceName"
  Add-Step 'qfailure' 'sc.exe' "qfailure $ServiceName"
  Add-Step 'qsidtype' 'sc.exe' "qsidtype $ServiceName"
  Add-Step 'qprivs' 'sc.exe' "qprivs $ServiceName"
  Add-Step 'showsid' 'sc.exe' "showsid $ServiceName"
  Add-Step 'sdshow' 'sc.exe' "sdshow $ServiceName"
  Add-Step 'start' $Relay 'start'
  Add-Step 'status' $Relay 'status'
  Add-Step 'query' 'sc.exe' "query $ServiceName"
  Add-Step 'stop' $Relay 'stop'
}
finally {
  if ($installed) { Add-Step 'uninstall' $Relay 'uninstall' }
}
Save-KitRecording 'service' @{
  service = $ServiceName; gone = ($null -eq (Get-Service -Name $ServiceName -ErrorAction SilentlyContinue)); steps = [object[]]$steps.ToArray()
  folderBase64 = $folderBase64; folderSddl = $folderSddl; eventSource = $source; key = (Test-Key)
} $Output
