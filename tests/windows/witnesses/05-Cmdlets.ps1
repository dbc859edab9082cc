#Requires -Version 5.1
# The cmdlets of Entra Connect that the product uses: their parameter sets, and the product's own reading script, run as it runs.
# Read-only: the script that turns the switch is not run. Needs membership of ADSyncAdmins on the Entra Connect server.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 420, [string]$Relay = '',
  [string]$Scripts = (Join-Path $PSScriptRoot '..\..\..\src\PasswordWriteback.Relay\EntraConnect\Scripts'))
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1')
Start-Witness $DeadlineSeconds
[void](Open-KitContext $Work)
$module = @(Get-Module -ListAvailable -Name ADSync)
if ($module.Count -eq 0) { Write-Output 'skipped: the module ADSync is not on this server'; exit 5 }
Import-Module ADSync
$common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
$names = @(
  'Get-ADSyncAADPasswordResetConfiguration', 'Set-ADSyncAADPasswordResetConfiguration', 'Get-ADSyncGlobalSettings', 'Get-ADSyncScheduler',
  'Get-ADSyncConnector', 'Get-ADSyncAADCompanyFeature', 'Get-ADSyncServerConfiguration')
$commands = @(foreach ($name in $names) {
  $command = Get-Command $name -ErrorAction SilentlyContinue
  if ($null -eq $command) { @{ name = $name; found = $false; syntax = ''; parameterSets = [object[]]@() }; continue }
  $sets = @(foreach ($set in $command.ParameterSets) {
    @{
      name       = "$($set.Name)"
      parameters = [object[]]@($set.Parameters | Where-Object { $common -notcontains $_.Name } | ForEach-Object { $_.Name })
      mandatory  = [object[]]@($set.Parameters | Where-Object { $_.IsMandatory } | ForEach-Object { $_.Name })
    }
  })
  @{ name = $name; found = $true; syntax = "$(Get-Command $name -Syntax | Out-String)".Trim(); parameterSets = [object[]]$sets }
})

# Names and types of what the cmdlets return; no values.
function Get-Shape($Value) {
  if ($null -eq $Value) { return @{ type = 'null'; properties = [object[]]@() } }
  return @{
    type       = "$($Value.GetType().FullName)"
    properties = [object[]]@($Value.PSObject.Properties | ForEach-Object { "$($_.Name): $($_.TypeNameOfValue)" })
  }
}
$connectors = @(Get-ADSyncConnector)
$entra = @($connectors | Where-Object { "$($_.Identifier)" -eq 'b891884f-051e-4a83-95af-2544101c9083' })
$shapes = @{
  'Get-ADSyncGlobalSettings' = Get-Shape (Get-ADSyncGlobalSettings)
  'Get-ADSyncScheduler'      = Get-Shape (Get-ADSyncScheduler)
  'Get-ADSyncConnector'      = Get-Shape $connectors[0]
}
if ($entra.Count -eq 1) {
  $shapes['Get-ADSyncAADPasswordResetConfiguration'] = Get-Shape (Get-ADSyncAADPasswordResetConfiguration -Connector $entra[0].Name)
}

# The product's script in its frame, in a child process, by standard input: as PowerShellRunner does it.
$frame = [IO.File]::ReadAllText((Join-Path $Scripts 'Frame.ps1')).Replace('#BODY#', [IO.File]::ReadAllText((Join-Path $Scripts 'ReadConnect.ps1')))
$export = Join-Path $Work ('export-' + [Guid]::NewGuid().ToString('N'))
$marker = '#' + [Guid]::NewGuid().ToString('N') + ':'
$asked = ConvertTo-Json -Compress @{ entraConnector = 'b891884f-051e-4a83-95af-2544101c9083'; exportFolder = $export; marker = $marker }
$start = New-Object System.Diagnostics.ProcessStartInfo("$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe")
$start.Arguments = '-NoProfile -NonInteractive -NoLogo -ExecutionPolicy RemoteSigned -Command "$lines=@($input);&([scriptblock]::Create(($lines[1..($lines.Count-1)]-join[char]10)))$lines[0]"'
$start.UseShellExecute = $false
$start.CreateNoWindow = $true
$start.RedirectStandardInput = $true
$start.RedirectStandardOutput = $true
$process = [System.Diagnostics.Process]::Start($start)
try {
  $answered = $process.StandardOutput.ReadToEndAsync()
  $process.StandardInput.Write($asked + "`n" + $frame.Replace("`r`n", "`n"))
  $process.StandardInput.Close()
  if (-not $process.WaitForExit(300 * 1000)) { $process.Kill(); throw 'The product''s reading script did not end within 300 seconds.' }
  $line = @($answered.Result -split "`r?`n" | Where-Object { $_.StartsWith($marker) })
  if ($line.Count -ne 1) { throw "The product's reading script gave $($line.Count) answers." }
  $answer = ConvertFrom-Json ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line[0].Substring($marker.Length))))
}
finally {
  # The export may hold settings of any kind: it is never recorded.
  Remove-Item -LiteralPath $export -Recurse -Force -ErrorAction SilentlyContinue
}
# Settings may hold anything: versions, tenant and features are enough.
if ($null -ne $answer.PSObject.Properties['value'] -and $null -ne $answer.value.PSObject.Properties['settings']) {
  foreach ($setting in @($answer.value.settings.PSObject.Properties)) {
    if ($setting.Name -notmatch 'Version$|TenantId$|OptionalFeature') { $setting.Value = '(left out)' }
  }
}
Save-KitRecording 'cmdlets' @{
  module = @{ name = 'ADSync'; version = "$($module[0].Version)" }; commands = [object[]]$commands; shapes = $shapes; read = $answer
} $Output
