// Keys that sign commands (the app makes and rolls them) and keys that sign the relays' access to their queues.

param name string
param location string
param tags object
param publicAccess bool
param workspaceId string
param keeperRoleId string
param principalId string

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Relays know the backend by its keys: deleted for good, all of them have to be enrolled anew.
    enablePurgeProtection: true
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      defaultAction: publicAccess ? 'Allow' : 'Deny'
      bypass: 'AzureServices'
    }
  }
}

resource keeps 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, keeperRoleId)
  scope: vault
  properties: {
    roleDefinitionId: keeperRoleId
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

// Who read which secret, and when.
resource trail 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
