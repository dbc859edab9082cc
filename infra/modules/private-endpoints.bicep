// One private endpoint for each zone of the network.

param prefix string
param location string
param tags object
param subnetId string

@description('What network.bicep gives: service (as private endpoints name it) and id of its zone.')
param zones array

param storageId string
param vaultId string
param databaseId string

var targets = {
  blob: storageId
  queue: storageId
  table: storageId
  vault: vaultId
  postgresqlServer: databaseId
}

resource endpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
  for zone in zones: {
    name: '${prefix}${zone.service}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        {
          name: zone.service
          properties: {
            privateLinkServiceId: targets[zone.service]
            groupIds: [zone.service]
          }
        }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
  for (zone, index) in zones: {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: zone.service, properties: { privateDnsZoneId: zone.id } }]
    }
  }
]
