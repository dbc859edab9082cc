#Requires -Version 5.1
# rootDSE pendingPropagations while a change spreads over many users (MS-ADTS 3.1.1.3.2.15): whether it is served, in which form,
# on the connection that wrote and on another one. Writes (only with -Write): the kit's unit with many users; removed at the end.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 900, [string]$Relay = '', [int]$Users = 2000)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1'), (Join-Path $PSScriptRoot '..\lib\TestUnit.psm1')
if (-not $Write) { Write-Output 'skipped: needs -Write'; exit 5 }
Start-Witness $DeadlineSeconds
$context = Open-KitContext $Work
$connection = New-KitConnection $context.pdc 120
$other = New-KitConnection $context.pdc

function Read-Pending($From) {
  $entry = Read-KitEntry $From '' @('pendingPropagations')
  return @{ served = $entry.Attributes.Contains('pendingPropagations'); values = [object[]]@(Get-KitTexts $entry 'pendingPropagations') }
}

try {
  $unit = New-KitUnit $connection $context.domainDn $Users
  # What creating the unit has left pending must be over first.
  while ((Read-Pending $connection).values.Count -gt 0) { Assert-Time; Start-Sleep -Milliseconds 200 }
  $before = Get-KitBytes (Read-KitEntry $connection $unit @('nTSecurityDescriptor') 4) 'nTSecurityDescriptor'
  $raw = New-Object System.Security.AccessControl.RawSecurityDescriptor($before, 0)
  $ace = (New-Object System.Security.AccessControl.RawSecurityDescriptor("D:(A;CI;LC;;;$($context.domainSid)-513)")).DiscretionaryAcl[0]
  $raw.DiscretionaryAcl.InsertAce(@($raw.DiscretionaryAcl | Where-Object { -not $_.IsInherited }).Count, $ace)
  $wanted = New-Object byte[] $raw.BinaryLength
  $raw.GetBinaryForm($wanted, 0)
  $clock = [System.Diagnostics.Stopwatch]::StartNew()
  $result = Write-KitDacl $connection $unit $wanted
  $samples = New-Object System.Collections.ArrayList
  do {
    Assert-Time
    $mine = Read-Pending $connection
    $mine.milliseconds = $clock.ElapsedMilliseconds
    $mine.otherConnection = (Read-Pending $other).values
    if ($samples.Count -lt 200) { [void]$samples.Add($mine) }
    Start-Sleep -Milliseconds 50
  } while ($mine.values.Count -gt 0 -and $clock.Elapsed.TotalSeconds -lt 300)
  Save-KitRecording 'pending-propagations' @{
    written = $unit; users = $Users; result = $result; drainedAfterMilliseconds = $clock.ElapsedMilliseconds
    drained = ($mine.values.Count -eq 0); samples = [object[]]$samples.ToArray()
  } $Output
}
finally {
  Remove-KitUnit $connection $context.domainDn
  $other.Dispose()
  $connection.Dispose()
}
