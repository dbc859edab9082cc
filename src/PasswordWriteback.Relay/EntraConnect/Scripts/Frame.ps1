# Frame of every script, for Windows PowerShell 5.1. ASCII only. The first argument is one line of JSON: what is asked.
# Answers with one line: the marker of the call and base64 of JSON in UTF-8, so that neither code pages nor other output hurt.
param([string]$Json)
$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
# Modules of this machine only: the folder of the account comes first otherwise, and may lie on a share.
$machine = [Environment]::GetEnvironmentVariable('PSModulePath', 'Machine')
if ($machine) { $env:PSModulePath = $machine }
$asked = ConvertFrom-Json $Json

function Get-ErrorFacts($record) {
  @{
    id       = [string]$record.FullyQualifiedErrorId
    type     = [string]$record.Exception.GetType().FullName
    cause    = [string]$record.Exception.GetBaseException().GetType().FullName
    source   = [string]$record.Exception.GetBaseException().Source
    category = [string]$record.CategoryInfo.Category
    command  = [string]$record.CategoryInfo.Activity
    message  = [string]$record.Exception.Message
  }
}

try {
  $answer = @{ ok = $true; value = (& {
#BODY#
  }) }
}
catch {
  $answer = @{ ok = $false; error = (Get-ErrorFacts $_) }
}

$text = ConvertTo-Json -InputObject $answer -Depth 10 -Compress
[Console]::Out.WriteLine($asked.marker + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
[Console]::Out.Flush()
