#Requires -Version 5.1
# Replication metadata: the raw blobs that the relay reads, beside Windows' own reading of them, from each domain controller.
# Read-only.
param([Parameter(Mandatory)][string]$Work, [Parameter(Mandatory)][string]$Output, [switch]$Write, [int]$DeadlineSeconds = 180, [string]$Relay = '')
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot '..\lib\Kit.psm1'), (Join-Path $PSScriptRoot '..\lib\Context.psm1')
Start-Witness $DeadlineSeconds
$context = Open-KitContext $Work
$krbtgt = "CN=krbtgt,CN=Users,$($context.domainDn)"
$objects = New-Object System.Collections.ArrayList
$heads = New-Object System.Collections.ArrayList
$silent = New-Object System.Collections.ArrayList

foreach ($controller in $context.controllers) {
  $connection = $null
  try {
    $connection = New-KitConnection $controller
    foreach ($dn in @($context.domainDn, "CN=Users,$($context.domainDn)", $krbtgt)) {
      $entry = Read-KitEntry $connection $dn @('replPropertyMetaData', 'msDS-ReplAttributeMetaData')
      $stamps = @(foreach ($text in @(Get-KitTexts $entry 'msDS-ReplAttributeMetaData')) {
        $stamp = ([xml]$text.TrimEnd([char]0)).DS_REPL_ATTR_META_DATA
        @{
          attribute      = "$($stamp.pszAttributeName)"
          version        = [int]$stamp.dwVersion
          at             = "$($stamp.ftimeLastOriginatingChange)"
          invocationId   = "$($stamp.uuidLastOriginatingDsaInvocationID)"
          originatingUsn = [long]$stamp.usnOriginatingChange
          localUsn       = [long]$stamp.usnLocalChange
        }
      })
      [void]$objects.Add(@{
        dn = $dn; server = $controller
        replPropertyMetaDataBase64 = Get-KitBase64 $entry 'replPropertyMetaData'; stamps = [object[]]$stamps
      })
    }
    # The blob first: what Windows says afterwards may be further, never behind.
    $head = Read-KitEntry $connection $context.domainDn @('replUpToDateVector')
    $vector = Get-KitBase64 $head 'replUpToDateVector'
    $cursors = @(foreach ($text in @(Get-KitTexts (Read-KitEntry $connection $context.domainDn @('msDS-NCReplCursors')) 'msDS-NCReplCursors')) {
      $cursor = ([xml]$text.TrimEnd([char]0)).DS_REPL_CURSOR
      @{ invocationId = "$($cursor.uuidSourceDsaInvocationID)"; usn = [long]$cursor.usnAttributeFilter; lastSuccess = "$($cursor.ftimeLastSyncSuccess)" }
    })
    $settings = (Get-KitTexts (Read-KitEntry $connection '' @('dsServiceName')) 'dsServiceName')[0]
    $own = New-Object Guid(, (Get-KitBytes (Read-KitEntry $connection $settings @('invocationId')) 'invocationId'))
    [void]$heads.Add(@{ server = $controller; invocationId = "$own"; replUpToDateVectorBase64 = $vector; cursors = [object[]]$cursors })
  }
  catch { [void]$silent.Add(@{ server = $controller; error = "$($_.Exception.GetType().FullName)" }) }
  finally { if ($null -ne $connection) { $connection.Dispose() } }
}
if ($heads.Count -eq 0) { throw 'No domain controller answered.' }
Save-KitRecording 'replication-metadata' @{ objects = [object[]]$objects.ToArray(); heads = [object[]]$heads.ToArray(); silent = [object[]]$silent.ToArray() } $Output
