// The scheduler, which has no keys at all, and the task hub of this environment.

param name string
param location string
param tags object
param sku string
param capacity int
param principalId string

var roles = loadJsonContent('../roles.json')

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: union({ name: sku }, sku == 'Dedicated' ? { capacity: capacity } : {})
    // An empty list lets nobody in. A Flex Consumption app has no addresses of its own to name here.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource hub 'taskHubs' = {
    name: 'writeback'
  }

  // Reports are in the database: a history of a run that ended serves only whoever looks for what went wrong.
  resource retention 'retentionPolicies' = {
    name: 'default'
    properties: {
      retentionPolicies: [
        { orchestrationState: 'Completed', retentionPeriodInDays: 7 }
        { retentionPeriodInDays: 30 }
      ]
    }
  }
}

resource works 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler::hub.id, principalId, roles.durableTaskDataContributor)
  scope: scheduler::hub
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskDataContributor)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output endpoint string = scheduler.properties.endpoint
output taskHubName string = scheduler::hub.name
