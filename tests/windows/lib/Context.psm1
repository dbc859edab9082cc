#Requires -Version 5.1
# What is known of the lab before the first witness: its domains, its domain controllers, and the names to replace. ASCII only.
Set-StrictMode -Version Latest
Import-Module (Join-Path $PSScriptRoot 'Kit.psm1')
Import-Module (Join-Path $PSScriptRoot 'Sanitise.psm1')

# Reads the forest of this server, once for each work folder; the file stays on this machine.
function Open-KitContext([string]$Work) {
  $file = Join-Path $Work 'context.json'
  if (-not (Test-Path $file)) {
    [void](New-Item -ItemType Directory -Force -Path $Work)
    [IO.File]::WriteAllText($file, (ConvertTo-Json -InputObject (New-KitContext) -Depth 6))
  }
  $context = ConvertFrom-Json ([IO.File]::ReadAllText($file))
  $known = @{
    domains = @($context.domains | ForEach-Object { @{ dns = $_.dns; netbios = $_.netbios; dn = $_.dn } })
    hosts   = @($context.hosts)
  }
  Open-SanitiseMap (Join-Path $Work 'map.json') $known
  return $context
}

function New-KitContext {
  $here = [System.DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
  $connection = New-KitConnection $here.PdcRoleOwner.Name
  $root = Read-KitEntry $connection '' @('configurationNamingContext', 'defaultNamingContext')
  $configuration = (Get-KitTexts $root 'configurationNamingContext')[0]
  $crossRefs = Find-KitEntries $connection "CN=Partitions,$configuration" '(&(objectClass=crossRef)(nETBIOSName=*))' @('nCName', 'dnsRoot', 'nETBIOSName')
  $domains = @(foreach ($crossRef in $crossRefs) {
    @{
      dns     = (Get-KitTexts $crossRef 'dnsRoot')[0]
      netbios = (Get-KitTexts $crossRef 'nETBIOSName')[0]
      dn      = (Get-KitTexts $crossRef 'nCName')[0]
    }
  })
  $controllers = @($here.DomainControllers | ForEach-Object { $_.Name })
  $names = @($here.Forest.Domains | ForEach-Object { $_.DomainControllers } | ForEach-Object { $_.Name.Split('.')[0] })
  $head = Read-KitEntry $connection (Get-KitTexts $root 'defaultNamingContext')[0] @('objectSid')
  $sid = New-Object System.Security.Principal.SecurityIdentifier((Get-KitBytes $head 'objectSid'), 0)
  return @{
    domainDns   = $here.Name
    domainDn    = (Get-KitTexts $root 'defaultNamingContext')[0]
    domainSid   = $sid.Value
    configurationDn = $configuration
    pdc         = $here.PdcRoleOwner.Name
    controllers = [object[]]$controllers
    domains     = [object[]]$domains
    hosts       = [object[]]@(@($names) + @($env:COMPUTERNAME) | Sort-Object -Unique)
  }
}

Export-ModuleMember -Function @('Open-KitContext')
