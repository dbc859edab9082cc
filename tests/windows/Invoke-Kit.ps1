#Requires -Version 5.1
<#
.SYNOPSIS
Runs the acceptance kit of Password Writeback in a lab: every witness in a process of its own, a table at the end, one zip to send.
.PARAMETER Write
Lets the witnesses write that have to: a unit at the head of the domain and the relay's service, both removed again. Without it only reading ones run.
.PARAMETER Relay
Path of the published relay.exe.
.PARAMETER Account
The connector account as DOMAIN\name, for the witness of effective rights.
.PARAMETER Only
Numbers of the witnesses to run, for example 1,4.
#>
param([switch]$Write, [string]$Relay = '', [string]$Account = '', [int[]]$Only = @(), [string]$Work = (Join-Path $env:TEMP 'pwbkit'))
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'lib\Context.psm1')
if ($Relay -ne '') { $Relay = (Resolve-Path -LiteralPath $Relay).ProviderPath }

# Seconds that each may take; its process is ended 30 seconds later.
$witnesses = [ordered]@{
  '01-AceOrder' = 180; '02-Metadata' = 180; '03-PendingPropagations' = 900; '04-Events' = 180; '05-Cmdlets' = 420
  '06-Service' = 300; '07-Negotiate' = 240; '08-EffectiveRights' = 300; '09-Dsacls' = 180
}
$stamp = [DateTime]::UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'")
$output = Join-Path $Work "recordings-$stamp"
[void](New-Item -ItemType Directory -Force -Path $output)
[void](Open-KitContext $Work)

function Invoke-Witness([string]$Name, [int]$Deadline) {
  $arguments = "-NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File `"$(Join-Path $PSScriptRoot "witnesses\$Name.ps1")`"" +
    " -Work `"$Work`" -Output `"$output`" -DeadlineSeconds $Deadline"
  if ($Write) { $arguments += ' -Write' }
  if ($Relay -ne '') { $arguments += " -Relay `"$Relay`"" }
  if ($Account -ne '' -and $Name -eq '08-EffectiveRights') { $arguments += " -Account `"$Account`"" }
  $log = Join-Path $Work "$Name.log"
  $start = New-Object System.Diagnostics.ProcessStartInfo("$env:SystemRoot\System32\WindowsPowerShell\v1.0\powershell.exe", $arguments)
  $start.UseShellExecute = $false
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $clock = [System.Diagnostics.Stopwatch]::StartNew()
  $process = [System.Diagnostics.Process]::Start($start)
  $said = $process.StandardOutput.ReadToEndAsync()
  $complained = $process.StandardError.ReadToEndAsync()
  if (-not $process.WaitForExit(($Deadline + 30) * 1000)) {
    $process.Kill()
    return [pscustomobject]@{ Witness = $Name; Result = 'ended at its deadline'; Seconds = [int]$clock.Elapsed.TotalSeconds; Detail = '' }
  }
  [IO.File]::WriteAllText($log, $said.Result + $complained.Result)
  $result = "failed ($($process.ExitCode))"
  if ($process.ExitCode -eq 0) { $result = 'recorded' }
  if ($process.ExitCode -eq 5) { $result = 'skipped' }
  $lines = @(($said.Result + $complained.Result) -split "`r?`n" | Where-Object { $_.Trim() -ne '' })
  $detail = ''
  if ($lines.Count -gt 0 -and $result -ne 'recorded') { $detail = $lines[0] }
  return [pscustomobject]@{ Witness = $Name; Result = $result; Seconds = [int]$clock.Elapsed.TotalSeconds; Detail = $detail }
}

$summary = @(foreach ($name in $witnesses.Keys) {
  if ($Only.Count -gt 0 -and $Only -notcontains [int]$name.Substring(0, 2)) { continue }
  Write-Host "$name ..."
  Invoke-Witness $name $witnesses[$name]
})
$summary | Format-Table -AutoSize -Wrap | Out-String -Width 200 | Write-Host
$recorded = @(Get-ChildItem -LiteralPath $output -Filter '*.json')
if ($recorded.Count -gt 0) {
  $zip = Join-Path $Work "pwbkit-$stamp.zip"
  Compress-Archive -Path (Join-Path $output '*.json') -DestinationPath $zip
  Write-Host "Read the recordings in $output, then send $zip. Do not send map.json, context.json or the logs: they name your lab."
}
if (@($summary | Where-Object { $_.Result -ne 'recorded' -and $_.Result -ne 'skipped' }).Count -gt 0) { exit 1 }
