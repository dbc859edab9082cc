# Reads Entra Connect; changes nothing. Asked: exportFolder (must not exist yet; the caller removes it).
$gaps = New-Object System.Collections.ArrayList
function Read-Optional([string]$what, [scriptblock]$read) {
  try { & $read }
  catch { [void]$gaps.Add(@{ what = $what; error = (Get-ErrorFacts $_) }) }
}

$agent = Get-Service -Name AADConnectProvisioningAgent -ErrorAction SilentlyContinue
$agentVersion = $null
if ($agent) {
  $agentVersion = ''
  $file = Join-Path $env:ProgramFiles 'Microsoft Azure AD Connect Provisioning Agent\AADConnectProvisioningAgent.exe'
  if (Test-Path $file) { $agentVersion = "$((Get-Item $file).VersionInfo.ProductVersion)" }
}

if (-not (Get-Module -ListAvailable -Name ADSync)) {
  return @{ installed = $false; cloudSync = $agentVersion }
}
Import-Module ADSync

$settings = @{}
foreach ($parameter in (Get-ADSyncGlobalSettings).Parameters) {
  $settings["$($parameter.Name)"] = "$($parameter.Value)"
}

$scheduler = Get-ADSyncScheduler
$schedule = @{}
foreach ($property in $scheduler.PSObject.Properties) {
  $schedule["$($property.Name)"] = "$($property.Value)"
}

$connectors = @(foreach ($connector in Get-ADSyncConnector) {
  $parameters = @{}
  foreach ($parameter in $connector.ConnectivityParameters) { $parameters["$($parameter.Name)"] = "$($parameter.Value)" }
  $account = $null
  $sid = $null
  if ($parameters['forest-login-user']) {
    $account = $parameters['forest-login-domain'] + '\' + $parameters['forest-login-user']
    try {
      $name = New-Object System.Security.Principal.NTAccount($account)
      $sid = $name.Translate([System.Security.Principal.SecurityIdentifier]).Value
    }
    catch { $sid = $null }
  }
  $created = $null
  if ($connector.CreationTime) { $created = ([DateTime]$connector.CreationTime).ToUniversalTime().ToString('o') }
  @{
    identifier = "$($connector.Identifier)"
    name       = "$($connector.Name)"
    type       = "$($connector.ConnectorTypeName)"
    forest     = "$($parameters['forest-name'])"
    account    = $account
    sid        = $sid
    created    = $created
    objectTypes = [string[]]@($connector.ObjectInclusionList | ForEach-Object { "$_" })
    attributes  = [string[]]@($connector.AttributeInclusionList | ForEach-Object { "$_" })
    partitions = [object[]]@(foreach ($partition in $connector.Partitions) {
      @{
        name     = "$($partition.Name)"
        dn       = "$($partition.DN)"
        selected = [bool]$partition.Selected
        included = [string[]]@($partition.ConnectorPartitionScope.ContainerInclusionList | ForEach-Object { "$_" })
        excluded = [string[]]@($partition.ConnectorPartitionScope.ContainerExclusionList | ForEach-Object { "$_" })
        classes  = [string[]]@($partition.ConnectorPartitionScope.ObjectClasses | ForEach-Object { "$_" })
      }
    })
  }
})

$entra = @($connectors | Where-Object { $_.identifier -eq $asked.entraConnector })
$enabled = $null
if ($entra.Count -eq 1) {
  $state = Get-ADSyncAADPasswordResetConfiguration -Connector $entra[0].name
  if ($null -ne $state.Enabled) { $enabled = [bool]$state.Enabled }
}

$cmdlet = Read-Optional 'the parameters of Set-ADSyncAADPasswordResetConfiguration' {
  $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
  foreach ($set in (Get-Command Set-ADSyncAADPasswordResetConfiguration).ParameterSets) {
    @{
      parameters = [string[]]@($set.Parameters | Where-Object { $common -notcontains $_.Name } | ForEach-Object { $_.Name })
      mandatory  = [string[]]@($set.Parameters | Where-Object { $_.IsMandatory } | ForEach-Object { $_.Name })
    }
  }
}

$features = Read-Optional 'the tenant features (Get-ADSyncAADCompanyFeature)' {
  $found = @{}
  foreach ($property in (Get-ADSyncAADCompanyFeature).PSObject.Properties) { $found["$($property.Name)"] = "$($property.Value)" }
  $found
}

Read-Optional 'the configuration export (Get-ADSyncServerConfiguration)' {
  [void](Get-ADSyncServerConfiguration -Path $asked.exportFolder)
}

$installed = Read-Optional 'the version of the binary' {
  $image = (Get-ItemProperty -Path 'HKLM:\SYSTEM\CurrentControlSet\Services\ADSync').ImagePath
  (Get-Item -LiteralPath $image.Trim('"')).VersionInfo.ProductVersion
}
$registry = Read-Optional 'the version in the registry' {
  "$((Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Azure AD Connect').Version)"
}

@{
  installed  = $true
  server     = "$env:COMPUTERNAME"
  binary     = "$installed"
  registry   = "$registry"
  settings   = $settings
  scheduler  = $schedule
  connectors = [object[]]$connectors
  switch     = $enabled
  cmdlet     = [object[]]@($cmdlet)
  features   = $features
  cloudSync  = $agentVersion
  gaps       = [object[]]@($gaps)
}
