targetScope = 'subscription'

// What `azd up` makes. Everything is named by one token of subscription, environment and region, so it is made once and found again.

@description('Name of the azd environment; part of the resource group\'s name. 1 to 32 characters.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of everything but the scheduler.')
@minLength(1)
param location string

@description('Name of this backend in signed commands, a GUID. Relays learn it when they enrol and the database belongs to it: it never changes. Empty: one that follows from subscription, environment and region. Name it when you restore a database of another environment.')
param cloudId string = ''

@description('The address under which browsers, portals and relays reach the app, with https:// and a slash at the end. Empty: the app\'s own. Set it before the first relay enrols: proofs are bound to it.')
param publicUrl string = ''

@description('Make the two app registrations with the Microsoft Graph extension. Whoever deploys then needs the right to register applications. False: make them by hand (docs/azure.md) and name them in graphClientId and apiClientId.')
param createAppRegistrations bool = true

@description('Application (client) id of the multi-tenant registration that tenants consent to. Only when createAppRegistrations is false.')
param graphClientId string = ''

@description('Application (client) id of the registration that callers get tokens for. Only when createAppRegistrations is false.')
param apiClientId string = ''

@description('Storage, vault and database are reached over private endpoints only, and the app stands in a virtual network. False: their public addresses, with Entra tokens; the database then lets any address of Azure try.')
param privateEndpoints bool = true

@description('What keeps the histories of runs: Durable Task Scheduler, or the storage account where a region has no scheduler. Let all runs end before you change it.')
@allowed(['scheduler', 'storage'])
param durableBackend string = 'scheduler'

@description('Region of the scheduler. Empty: location. az provider show --namespace Microsoft.DurableTask lists the regions that have it.')
param schedulerLocation string = ''

@description('Consumption is paid for each action. Dedicated is paid for each capacity unit; docs/scale.md says from when on it is needed.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Capacity units of a Dedicated scheduler. Three or more are zone-redundant.')
@minValue(1)
@maxValue(3)
param schedulerCapacity int = 1

@description('Service Bus namespaces. Each takes 5,000 relays; relays that enrol get their queue in the first one that has room. Never take one away that has relays.')
@minValue(1)
@maxValue(50)
param serviceBusNamespaces int = 1

@description('Which of the two keys of the authorization rules signs the access of relays. Change it to roll the keys (docs/azure.md).')
@allowed(['primaryKey', 'secondaryKey'])
param serviceBusKey string = 'primaryKey'

@description('Compute size of the database. docs/scale.md says which is enough for how many tenants.')
param databaseSkuName string = 'Standard_B2s'

@description('Tier of databaseSkuName.')
@allowed(['Burstable', 'GeneralPurpose', 'MemoryOptimized'])
param databaseSkuTier string = 'Burstable'

@description('Storage of the database in GB. It grows by itself and never shrinks.')
@minValue(32)
param databaseStorageGB int = 32

@description('A standby of the database in another zone. Not with tier Burstable.')
param databaseZoneRedundant bool = false

@description('Object id of an Entra group whose members may sign in to the database as administrators. Empty: nobody but the app.')
param databaseOperatorsGroupId string = ''

@description('Name of that group, exactly as in Entra.')
param databaseOperatorsGroupName string = ''

@description('Memory of an instance of the app in MB. Cores come with it: 2048 has one, 4096 two, and the limits of host.json are those of two.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 4096

@description('Instances of the app at most. 10 database connections are opened by each: keep the product under the limit of the database. Fewer than 40 are not taken by every version of Flex Consumption.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always wait for HTTP requests. 0 costs nothing and makes the first caller after a pause wait for a start; Microsoft Graph drops notifications of a slow endpoint.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttp int = 1

@description('Checks that go on at a time, over all tenants.')
@minValue(1)
param maxRunningChecks int = 200

@description('Who gets the alerts by mail. Empty: they show in the portal only.')
param alertEmail string = ''

@description('Minutes that the most overdue tenant may wait before the alert "sweep behind".')
@minValue(15)
param sweepBehindMinutes int = 60

@description('Days that logs and traces are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

var abbreviations = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var functionAppName = '${abbreviations.functionApp}${token}'
var namespaceNames = [for i in range(0, serviceBusNamespaces): '${abbreviations.serviceBus}${token}-${i}']
var ownUrl = 'https://${functionAppName}.azurewebsites.net/'
var url = empty(publicUrl) ? ownUrl : publicUrl

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: '${abbreviations.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: '${abbreviations.identity}${token}'
    location: location
    tags: tags
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  name: 'roles'
  params: {
    environmentName: environmentName
  }
}

module entra 'modules/entra.bicep' = if (createAppRegistrations) {
  scope: group
  name: 'entra'
  params: {
    environmentName: environmentName
    uniqueName: 'password-writeback-${token}'
    redirectUri: '${url}api/consent/return'
    principalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateEndpoints) {
  scope: group
  name: 'network'
  params: {
    name: '${abbreviations.network}${token}'
    location: location
    tags: tags
    withQueuesAndTables: durableBackend == 'storage'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: '${abbreviations.workspace}${token}'
    applicationInsightsName: '${abbreviations.applicationInsights}${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    name: '${abbreviations.storage}${token}'
    location: location
    tags: tags
    publicAccess: !privateEndpoints
    forHistories: durableBackend == 'storage'
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    name: '${abbreviations.vault}${token}'
    location: location
    tags: tags
    publicAccess: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
    keeperRoleId: roles.outputs.keyKeeperId
    principalId: identity.outputs.principalId
  }
}

module serviceBus 'modules/service-bus.bicep' = [
  for (name, index) in namespaceNames: {
    scope: group
    name: 'service-bus-${index}'
    params: {
      name: name
      location: location
      tags: tags
      holdsReplies: index == 0
      vaultName: vault.outputs.name
      ruleKey: serviceBusKey
      queueKeeperRoleId: roles.outputs.queueKeeperId
      principalId: identity.outputs.principalId
    }
  }
]

module durableTask 'modules/durable-task.bicep' = if (durableBackend == 'scheduler') {
  scope: group
  name: 'durable-task'
  params: {
    name: '${abbreviations.scheduler}${token}'
    location: empty(schedulerLocation) ? location : schedulerLocation
    tags: tags
    sku: schedulerSku
    capacity: schedulerCapacity
    principalId: identity.outputs.principalId
  }
}

module database 'modules/database.bicep' = {
  scope: group
  name: 'database'
  params: {
    name: '${abbreviations.database}${token}'
    location: location
    tags: tags
    skuName: databaseSkuName
    skuTier: databaseSkuTier
    storageGB: databaseStorageGB
    zoneRedundant: databaseZoneRedundant
    publicAccess: !privateEndpoints
    identityName: identity.outputs.name
    identityPrincipalId: identity.outputs.principalId
    operatorsGroupId: databaseOperatorsGroupId
    operatorsGroupName: databaseOperatorsGroupName
  }
}

module endpoints 'modules/private-endpoints.bicep' = if (privateEndpoints) {
  scope: group
  name: 'private-endpoints'
  params: {
    prefix: '${abbreviations.privateEndpoint}${token}-'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointsSubnetId
    zones: network!.outputs.zones
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
    databaseId: database.outputs.id
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  name: 'function-app'
  // The app reads vault, storage and database when it starts, and the keys of the queues.
  dependsOn: [endpoints, serviceBus]
  params: {
    name: functionAppName
    planName: '${abbreviations.plan}${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'functions' })
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    subnetId: privateEndpoints ? network!.outputs.appSubnetId : ''
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    storageName: storage.outputs.name
    packagesUri: storage.outputs.packagesUri
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    schedulerEndpoint: durableBackend == 'scheduler' ? durableTask!.outputs.endpoint : ''
    taskHubName: durableBackend == 'scheduler' ? durableTask!.outputs.taskHubName : 'writeback'
    issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
    audience: createAppRegistrations ? entra!.outputs.apiClientId : apiClientId
    graphClientId: createAppRegistrations ? entra!.outputs.graphClientId : graphClientId
    publicUrl: url
    cloudId: empty(cloudId) ? guid(subscription().id, environmentName, location) : cloudId
    databaseConnection: 'Host=${database.outputs.host};Database=${database.outputs.databaseName};Username=${identity.outputs.name};SSL Mode=VerifyFull'
    vaultUri: vault.outputs.uri
    namespaceNames: namespaceNames
    maxRunningChecks: maxRunningChecks
  }
}

module watch 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    namespaceIds: [for (name, index) in namespaceNames: serviceBus[index].outputs.id]
    email: alertEmail
    sweepBehindMinutes: sweepBehindMinutes
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

@description('The address that portals, browsers and relays use.')
output PWB_PUBLIC_URL string = url

@description('Run on the server of a relay; it asks for the code that POST /api/tenants/{tenantId}/relays gave.')
output PWB_ENROL_COMMAND string = 'relay enroll --url ${url} --code -'

@description('Name of this backend in signed commands.')
output PWB_BACKEND_ID string = functionApp.outputs.cloudId

@description('Client id of the registration that tenants consent to.')
output PWB_CONSENT_CLIENT_ID string = functionApp.outputs.graphClientId

@description('Client id of the registration that callers get tokens for.')
output PWB_AUDIENCE_CLIENT_ID string = functionApp.outputs.audience

@description('What the registration\'s federated credential names as subject: the identity of the app.')
output PWB_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('Host of the database.')
output PWB_DATABASE_HOST string = database.outputs.host

@description('Name of the vault.')
output PWB_VAULT string = vault.outputs.name

@description('Where everything is.')
output AZURE_RESOURCE_GROUP string = group.name
