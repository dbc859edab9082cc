#Requires -Version 5.1
# Replaces what identifies the lab, the same value always by the same stand-in. The map stays on this machine (map.json).
# docs/recordings.md has the rules. ASCII only.
Set-StrictMode -Version Latest

$script:path = ''
$script:map = @{}
$script:known = @{ domains = @(); hosts = @() }
$script:keptGuids = @('b891884f-051e-4a83-95af-2544101c9083')
$script:keptNames = @(
  'Users', 'Builtin', 'System', 'Configuration', 'Schema', 'Sites', 'Servers', 'Partitions', 'NTDS Settings', 'Computers',
  'Domain Controllers', 'AdminSDHolder', 'Password Settings Container', 'Default-First-Site-Name', 'Services', 'Windows NT', 'Directory Service')

# Loads the map, and what is known of the lab: domains (dns, netbios, dn) and host names.
function Open-SanitiseMap([string]$Path, $Known) {
  $script:path = $Path
  $script:known = $Known
  $script:map = @{}
  if (Test-Path $Path) {
    $kept = ConvertFrom-Json ([IO.File]::ReadAllText($Path))
    foreach ($property in $kept.PSObject.Properties) { $script:map[$property.Name] = [string]$property.Value }
  }
}

function Save-SanitiseMap {
  [IO.File]::WriteAllText($script:path, (ConvertTo-Json -InputObject $script:map))
}

# The stand-in for a value of that kind; the first value of a kind gets number 1.
function Get-StandIn([string]$Kind, [string]$Value, [string]$Form) {
  $key = "$Kind|$($Value.ToLowerInvariant())"
  if (-not $script:map.ContainsKey($key)) {
    $number = 1 + @($script:map.Keys | Where-Object { $_.StartsWith("$Kind|") }).Count
    $script:map[$key] = $Form -f $number
    Save-SanitiseMap
  }
  return $script:map[$key]
}

function Get-GuidStandIn([string]$Guid) {
  if ($script:keptGuids -contains $Guid.ToLowerInvariant()) { return $Guid }
  if ($Guid -match '^00000000-0000-') { return $Guid }
  return Get-StandIn 'guid' $Guid '00000000-0000-4000-8000-{0:x12}'
}

function Get-DomainNumber([string]$Dns) {
  return (Get-StandIn 'domain' $Dns '{0}')
}

# Domain SIDs in a binary descriptor: revision 1, authority 5, first sub-authority 21; the next three identify the domain.
function Convert-DescriptorBytes([byte[]]$Bytes) {
  for ($at = 0; $at + 24 -le $Bytes.Length; $at++) {
    $isSid = $Bytes[$at] -eq 1 -and $Bytes[$at + 1] -ge 4 -and $Bytes[$at + 1] -le 15 -and $Bytes[$at + 7] -eq 5 -and
      [BitConverter]::ToUInt32($Bytes, $at + 8) -eq 21 -and [BitConverter]::ToUInt32($Bytes, $at + 2) -eq 0 -and $Bytes[$at + 6] -eq 0
    if (-not $isSid) { continue }
    $parts = @(12, 16, 20 | ForEach-Object { [BitConverter]::ToUInt32($Bytes, $at + $_) })
    $number = [uint32](Get-StandIn 'sid' ('S-1-5-21-{0}-{1}-{2}' -f $parts) '{0}')
    [BitConverter]::GetBytes([uint32]1000000000).CopyTo($Bytes, $at + 12)
    [BitConverter]::GetBytes([uint32]2000000000).CopyTo($Bytes, $at + 16)
    [BitConverter]::GetBytes($number).CopyTo($Bytes, $at + 20)
    $at += 23
  }
  return , $Bytes
}

# Invocation ids in the blobs of replication: at 16 in entries of 48 bytes, or at 0 in cursors of 24 or 32, after 16 bytes.
function Convert-VectorBytes([byte[]]$Bytes, [int]$Length, [int]$GuidAt) {
  for ($at = 16; $at + $Length -le $Bytes.Length; $at += $Length) {
    $part = New-Object byte[] 16
    [Array]::Copy($Bytes, $at + $GuidAt, $part, 0, 16)
    $stand = [Guid](Get-GuidStandIn ((New-Object Guid(, $part)).ToString()))
    $stand.ToByteArray().CopyTo($Bytes, $at + $GuidAt)
  }
  return , $Bytes
}

function Convert-SanitisedBase64([string]$Name, [string]$Value) {
  $bytes = [Convert]::FromBase64String($Value)
  if ($Name -like 'replPropertyMetaData*') { $bytes = Convert-VectorBytes $bytes 48 16 }
  elseif ($Name -like 'replUpToDateVector*') {
    $length = 24
    if ([BitConverter]::ToUInt32($bytes, 0) -eq 2) { $length = 32 }
    $bytes = Convert-VectorBytes $bytes $length 0
  }
  else { $bytes = Convert-DescriptorBytes $bytes }
  return [Convert]::ToBase64String($bytes)
}

function Convert-Sids([string]$Text) {
  return [regex]::Replace($Text, 'S-1-5-21-\d+-\d+-\d+', {
    param($match)
    'S-1-5-21-1000000000-2000000000-' + (Get-StandIn 'sid' $match.Value '{0}')
  })
}

function Convert-SanitisedText([string]$Text) {
  $text = [regex]::Replace($Text, '[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}', { param($match) Get-GuidStandIn $match.Value })
  $text = [regex]::Replace($text, "[\w.+'-]+@[\w-]+(\.[\w-]+)+", { param($match) Get-StandIn 'upn' $match.Value 'upn{0}' })
  $text = Convert-Sids $text
  foreach ($domain in @($script:known.domains | Sort-Object { -$_.dns.Length })) {
    $number = Get-DomainNumber $domain.dns
    $text = [regex]::Replace($text, [regex]::Escape($domain.dn), "DC=d$number,DC=example", 'IgnoreCase')
    $text = [regex]::Replace($text, '(?<![\w-])([\w-]+)\.' + [regex]::Escape($domain.dns) + '(?![\w-])', {
      param($match)
      (Get-StandIn 'host' $match.Groups[1].Value 'host{0}') + ".d$number.example"
    }, 'IgnoreCase')
    $text = [regex]::Replace($text, '(?<![\w-])' + [regex]::Escape($domain.dns) + '(?![\w-])', "d$number.example", 'IgnoreCase')
    $text = [regex]::Replace($text, '(?<![\w-])' + [regex]::Escape($domain.netbios) + '\\([\w.$-]+)', {
      param($match)
      "D$number\" + (Get-NameStandIn $match.Groups[1].Value)
    }, 'IgnoreCase')
    $text = [regex]::Replace($text, '(?<![\w-])' + [regex]::Escape($domain.netbios) + '(?![\w-])', "D$number", 'IgnoreCase')
  }
  $text = [regex]::Replace($text, '(?<![\w-])[\w-]+(\.mail)?\.onmicrosoft\.com', { param($match) Get-StandIn 'tenant' $match.Value 'tenant{0}.example' }, 'IgnoreCase')
  foreach ($name in @($script:known.hosts | Sort-Object { -$_.Length })) {
    $text = [regex]::Replace($text, '(?<![\w-])' + [regex]::Escape($name) + '(?![\w-])', (Get-StandIn 'host' $name 'host{0}'), 'IgnoreCase')
  }
  $text = [regex]::Replace($text, '(?<![\w])(CN|OU)=((?:\\.|[^,\\"<>;|])+)', {
    param($match)
    $match.Groups[1].Value.ToUpperInvariant() + '=' + (Get-NameStandIn $match.Groups[2].Value)
  }, 'IgnoreCase')
  return [regex]::Replace($text, '(?<=\\Users\\)[^\\"]+', { param($match) Get-NameStandIn $match.Value })
}

function Get-NameStandIn([string]$Name) {
  if ($script:keptNames -contains $Name -or $Name -match '^(pwbkit-[\w-]*\$?|name\d+|host\d+\$?)$') { return $Name }
  return Get-StandIn 'name' $Name 'name{0}'
}

# Walks hashtables, objects and lists; the name of a property says what its text is.
function ConvertTo-Sanitised($Value, [string]$Name) {
  if ($null -eq $Value) { return $null }
  if ($Value -is [string]) {
    if ($Name -like '*Base64') { return Convert-SanitisedBase64 $Name $Value }
    if ($Name -like '*sddl') { return Convert-Sids $Value }
    return Convert-SanitisedText $Value
  }
  if ($Value -is [System.Collections.IDictionary]) {
    $copy = [ordered]@{}
    foreach ($key in @($Value.Keys)) { $copy[(Convert-SanitisedText "$key")] = ConvertTo-Sanitised $Value[$key] "$key" }
    return $copy
  }
  if ($Value -is [System.Management.Automation.PSCustomObject]) {
    $copy = [ordered]@{}
    foreach ($property in $Value.PSObject.Properties) { $copy[(Convert-SanitisedText $property.Name)] = ConvertTo-Sanitised $property.Value $property.Name }
    return $copy
  }
  if ($Value -is [System.Collections.IEnumerable]) {
    $list = New-Object System.Collections.ArrayList
    foreach ($item in $Value) { [void]$list.Add((ConvertTo-Sanitised $item $Name)) }
    return , ([object[]]$list.ToArray())
  }
  return $Value
}

# A net, not a proof: read the recordings before you send them.
function Assert-Sanitised([string]$Text) {
  foreach ($domain in $script:known.domains) {
    foreach ($part in @($domain.dns, $domain.dn, $domain.netbios)) {
      if ($Text -match ('(?<![\w-])' + [regex]::Escape($part) + '(?![\w-])')) { throw "The recording still holds a name of domain $(Get-DomainNumber $domain.dns)." }
    }
  }
  foreach ($name in $script:known.hosts) {
    if ($Text -match ('(?<![\w-])' + [regex]::Escape($name) + '(?![\w-])')) { throw 'The recording still holds the name of a server.' }
  }
  if ($Text -match "[\w.+'-]+@[\w-]+\.[\w-]+") { throw 'The recording still holds a user principal name.' }
  if ($Text -match '-----BEGIN') { throw 'The recording holds a key.' }
}

Export-ModuleMember -Function @('Open-SanitiseMap', 'ConvertTo-Sanitised', 'Assert-Sanitised')
