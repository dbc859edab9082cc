// Two roles of our own, because the built-in ones are too wide: "Azure Service Bus Data Owner" may do everything to the
// namespace, its keys included, and "Key Vault Secrets Officer" may delete and purge.

param environmentName string

resource queueKeeper 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'queue-keeper')
  properties: {
    roleName: 'Password Writeback queue keeper (${environmentName})'
    description: 'Makes, lists and removes queues of a Service Bus namespace. Reads no keys and no messages.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.ServiceBus/namespaces/read'
          'Microsoft.ServiceBus/namespaces/queues/read'
          'Microsoft.ServiceBus/namespaces/queues/write'
          'Microsoft.ServiceBus/namespaces/queues/delete'
        ]
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource keyKeeper 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'key-keeper')
  properties: {
    roleName: 'Password Writeback key keeper (${environmentName})'
    description: 'Reads secrets and their versions and adds versions. Deletes and purges nothing.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/secrets/getSecret/action'
          'Microsoft.KeyVault/vaults/secrets/setSecret/action'
          'Microsoft.KeyVault/vaults/secrets/readMetadata/action'
        ]
        notDataActions: []
      }
    ]
  }
}

output queueKeeperId string = queueKeeper.id
output keyKeeperId string = keyKeeper.id
