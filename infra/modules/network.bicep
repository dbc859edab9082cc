// The network of the app, and the private names of what it reaches.

param name string
param location string
param tags object

@description('Histories of runs lie in the storage account\'s queues and tables.')
param withQueuesAndTables bool

var storageSuffix = environment().suffixes.storage
var zoneNames = union(
  {
    blob: 'privatelink.blob.${storageSuffix}'
    vault: 'privatelink.vaultcore.azure.net'
    postgresqlServer: 'privatelink.postgres.database.azure.com'
  },
  withQueuesAndTables
    ? {
        queue: 'privatelink.queue.${storageSuffix}'
        table: 'privatelink.table.${storageSuffix}'
      }
    : {}
)

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.77.0.0/24'] }
    subnets: [
      {
        name: 'app'
        properties: {
          // Flex Consumption takes addresses of it as it scales: 128 are enough for 100 instances and more.
          addressPrefix: '10.77.0.0/25'
          delegations: [{ name: 'app', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: '10.77.0.128/27' }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in items(zoneNames): {
    name: zone.value
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in items(zoneNames): {
    parent: zones[index]
    name: name
    location: 'global'
    tags: tags
    properties: {
      virtualNetwork: { id: network.id }
      registrationEnabled: false
    }
  }
]

output appSubnetId string = network::app.id
output endpointsSubnetId string = network::endpoints.id
@description('What each zone is for, as private endpoints name it, and the zone.')
output zones array = [for (zone, index) in items(zoneNames): { service: zone.key, id: zones[index].id }]
