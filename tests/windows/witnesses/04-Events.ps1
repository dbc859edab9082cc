#Requires -Version 5.1
# The events of writeback in the Application log of the Entra Connect server: wevtutil's XML, beside what Windows lists. Read-only.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 180, [string]$Relay = '', [int]$Days = 7)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1')
Start-Witness $DeadlineSeconds
[void](Open-KitContext $Work)
$window = [long]$Days * 24 * 3600 * 1000
$query = "*[System[Provider[@Name='PasswordResetService' or @Name='ADSync'] and TimeCreated[timediff(@SystemTime) <= $window]]]"
try { $found = @(Get-WinEvent -LogName Application -FilterXPath $query -MaxEvents 500) }
catch {
  if ($_.FullyQualifiedErrorId -like 'NoMatchingEventsFound*') { $found = @() } else { throw }
}
if ($found.Count -eq 0) { Write-Output "skipped: no event of PasswordResetService or ADSync in $Days days; is this the Entra Connect server?"; exit 5 }

$listed = @(foreach ($event in $found) {
  @{ provider = "$($event.ProviderName)"; id = [int]$event.Id; record = [long]$event.RecordId; at = $event.TimeCreated.ToUniversalTime().ToString('o') }
})
# Through a file in UTF-16: what a program prints would be read in the console's code page.
$queryFile = Join-Path $Work 'query.xml'
$file = Join-Path $Work 'events.xml'
$select = $query.Replace('<', '&lt;')
[IO.File]::WriteAllText($queryFile, "<QueryList><Query Path=`"Application`"><Select Path=`"Application`">$select</Select></Query></QueryList>")
$export = Invoke-KitProgram 'cmd.exe' "/d /s /c `"wevtutil.exe qe `"$queryFile`" /sq:true /f:xml /rd:true /c:500 /e:Events /uni:true > `"$file`"`"" 120
if ($export.exitCode -ne 0) { throw "wevtutil ended with $($export.exitCode): $($export.error)" }
$xml = [IO.File]::ReadAllText($file, [Text.Encoding]::Unicode)
Remove-Item -LiteralPath $queryFile, $file
Save-KitRecording 'events' @{ days = $Days; listed = [object[]]$listed; xml = $xml } $Output
