// PostgreSQL without passwords. The app's identity is the server's Entra administrator, which needs no SQL at deployment and works
// behind a private endpoint: docs/decisions/0010-the-app-administers-its-database.md.

param name string
param location string
param tags object
param skuName string
param skuTier string
param storageGB int
param zoneRedundant bool
param publicAccess bool
param identityName string
param identityPrincipalId string
param operatorsGroupId string
param operatorsGroupName string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: skuName, tier: skuTier }
  properties: {
    version: '17'
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: tenant().tenantId
    }
    storage: { storageSizeGB: storageGB, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 35, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: zoneRedundant ? 'ZoneRedundant' : 'Disabled' }
    network: { publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled' }
  }
}

resource app 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: identityPrincipalId
  properties: {
    principalName: identityName
    principalType: 'ServicePrincipal'
    tenantId: tenant().tenantId
  }
}

// The owner of a database is the administrator that is there when it is made; without one it is Azure's own role, and nobody can
// use it: https://github.com/hashicorp/terraform-provider-azurerm/issues/27895
resource writeback 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: 'writeback'
  dependsOn: [app]
}

resource operators 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = if (!empty(operatorsGroupId)) {
  parent: server
  name: empty(operatorsGroupId) ? 'none' : operatorsGroupId
  dependsOn: [writeback]
  properties: {
    principalName: operatorsGroupName
    principalType: 'Group'
    tenantId: tenant().tenantId
  }
}

// The addresses of a Flex Consumption app outside of a network are not known: this is every address of Azure. A token is needed still.
resource azure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = if (publicAccess) {
  parent: server
  name: 'azure'
  dependsOn: [writeback]
  properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
}

output id string = server.id
output host string = server.properties.fullyQualifiedDomainName
output databaseName string = writeback.name
