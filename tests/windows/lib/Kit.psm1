#Requires -Version 5.1
# What every witness needs: its deadline, LDAP as the product speaks it, and the recording at its end. ASCII only.
Set-StrictMode -Version Latest
Add-Type -AssemblyName System.DirectoryServices.Protocols
Import-Module (Join-Path $PSScriptRoot 'Sanitise.psm1')

$script:ends = [DateTime]::MaxValue

# Begins a witness: after this many seconds Assert-Time throws. Invoke-Kit ends the process a little later.
function Start-Witness([int]$DeadlineSeconds) {
  $script:ends = [DateTime]::UtcNow.AddSeconds($DeadlineSeconds)
}

function Assert-Time {
  if ([DateTime]::UtcNow -gt $script:ends) { throw 'The deadline of this witness is over.' }
}

# A bound connection: Negotiate on 389, signed and sealed, as the relay binds with its own identity.
function New-KitConnection([string]$Server, [int]$TimeoutSeconds = 30) {
  $identifier = New-Object System.DirectoryServices.Protocols.LdapDirectoryIdentifier($Server, 389, $true, $false)
  $connection = New-Object System.DirectoryServices.Protocols.LdapConnection($identifier)
  $connection.AuthType = [System.DirectoryServices.Protocols.AuthType]::Negotiate
  $connection.Timeout = [TimeSpan]::FromSeconds($TimeoutSeconds)
  $connection.SessionOptions.ProtocolVersion = 3
  $connection.SessionOptions.ReferralChasing = [System.DirectoryServices.Protocols.ReferralChasingOptions]::None
  $connection.SessionOptions.Signing = $true
  $connection.SessionOptions.Sealing = $true
  $connection.Bind()
  return $connection
}

# One object. SdFlags 7: owner, group, DACL; 4: DACL only (MS-ADTS 3.1.1.3.4.1.11).
function Read-KitEntry($Connection, [string]$Dn, [string[]]$Attributes, [int]$SdFlags = 0) {
  Assert-Time
  $scope = [System.DirectoryServices.Protocols.SearchScope]::Base
  $request = New-Object System.DirectoryServices.Protocols.SearchRequest($Dn, '(objectClass=*)', $scope, $Attributes)
  if ($SdFlags -ne 0) {
    $masks = [System.DirectoryServices.Protocols.SecurityMasks]$SdFlags
    [void]$request.Controls.Add((New-Object System.DirectoryServices.Protocols.SecurityDescriptorFlagControl($masks)))
  }
  $response = $Connection.SendRequest($request)
  if ($response.Entries.Count -ne 1) { throw "There are $($response.Entries.Count) entries for $Dn." }
  return $response.Entries[0]
}

function Find-KitEntries($Connection, [string]$Base, [string]$Filter, [string[]]$Attributes) {
  Assert-Time
  $scope = [System.DirectoryServices.Protocols.SearchScope]::Subtree
  $request = New-Object System.DirectoryServices.Protocols.SearchRequest($Base, $Filter, $scope, $Attributes)
  return @($Connection.SendRequest($request).Entries)
}

# The first value as bytes; null when the server returned none.
function Get-KitBytes($Entry, [string]$Attribute) {
  if (-not $Entry.Attributes.Contains($Attribute)) { return $null }
  $values = $Entry.Attributes[$Attribute].GetValues([byte[]])
  return , ([byte[]]$values[0])
}

function Get-KitTexts($Entry, [string]$Attribute) {
  if (-not $Entry.Attributes.Contains($Attribute)) { return @() }
  return @($Entry.Attributes[$Attribute].GetValues([string]) | ForEach-Object { "$_" })
}

# Base64 of the first value; null when the server returned none.
function Get-KitBase64($Entry, [string]$Attribute) {
  $bytes = Get-KitBytes $Entry $Attribute
  if ($null -eq $bytes) { return $null }
  return [Convert]::ToBase64String($bytes)
}

# Replaces the DACL and nothing else, as the relay does. Gives the LDAP result code by name.
function Write-KitDacl($Connection, [string]$Dn, [byte[]]$Descriptor) {
  Assert-Time
  $change = New-Object System.DirectoryServices.Protocols.DirectoryAttributeModification
  $change.Name = 'nTSecurityDescriptor'
  $change.Operation = [System.DirectoryServices.Protocols.DirectoryAttributeOperation]::Replace
  [void]$change.Add($Descriptor)
  $request = New-Object System.DirectoryServices.Protocols.ModifyRequest
  $request.DistinguishedName = $Dn
  [void]$request.Modifications.Add($change)
  $masks = [System.DirectoryServices.Protocols.SecurityMasks]::Dacl
  [void]$request.Controls.Add((New-Object System.DirectoryServices.Protocols.SecurityDescriptorFlagControl($masks)))
  try { return "$($Connection.SendRequest($request).ResultCode)" }
  catch [System.DirectoryServices.Protocols.DirectoryOperationException] { return "$($_.Exception.Response.ResultCode)" }
}

function ConvertTo-KitSddl([byte[]]$Descriptor) {
  $raw = New-Object System.Security.AccessControl.RawSecurityDescriptor($Descriptor, 0)
  return $raw.GetSddlForm([System.Security.AccessControl.AccessControlSections]::All)
}

# Runs a program with a deadline of its own. Output and exit code, never thrown away.
function Invoke-KitProgram([string]$File, [string]$Arguments, [int]$TimeoutSeconds = 60) {
  Assert-Time
  $start = New-Object System.Diagnostics.ProcessStartInfo($File, $Arguments)
  $start.UseShellExecute = $false
  $start.CreateNoWindow = $true
  $start.RedirectStandardOutput = $true
  $start.RedirectStandardError = $true
  $process = [System.Diagnostics.Process]::Start($start)
  $output = $process.StandardOutput.ReadToEndAsync()
  $complaints = $process.StandardError.ReadToEndAsync()
  if (-not $process.WaitForExit($TimeoutSeconds * 1000)) {
    $process.Kill()
    return @{ exitCode = $null; output = ''; error = "It did not end within $TimeoutSeconds seconds and was ended." }
  }
  $process.WaitForExit()
  return @{ exitCode = $process.ExitCode; output = $output.Result; error = $complaints.Result }
}

# Sanitises and writes the recording; refuses to write one that does not pass its own check.
function Save-KitRecording([string]$Kind, $Data, [string]$Folder) {
  $os = [Environment]::OSVersion.Version
  $recording = [ordered]@{
    format     = 'password-writeback-recording'
    version    = 1
    kind       = $Kind
    source     = 'windows'
    sanitised  = $true
    recordedAt = [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
    machine    = [ordered]@{ os = "$os"; powershell = "$($PSVersionTable.PSVersion)" }
    data       = (ConvertTo-Sanitised $Data '')
  }
  $text = ConvertTo-Json -InputObject $recording -Depth 30
  Assert-Sanitised $text
  $name = '{0}-{1}-{2}.json' -f $Kind, $os.Build, [DateTime]::UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'")
  $path = Join-Path $Folder $name
  [IO.File]::WriteAllText($path, $text, (New-Object System.Text.UTF8Encoding($false)))
  return $path
}

Export-ModuleMember -Function @(
  'Start-Witness', 'Assert-Time', 'New-KitConnection', 'Read-KitEntry', 'Find-KitEntries', 'Get-KitBytes', 'Get-KitTexts',
  'Get-KitBase64', 'Write-KitDacl', 'ConvertTo-KitSddl', 'Invoke-KitProgram', 'Save-KitRecording')
