// One namespace: the queues of up to 5,000 relays, made by the app when they enrol, and in the first namespace the queue that all
// relays answer to. Local authentication is on here and nowhere else: docs/decisions/0009-keys-on-service-bus.md.

param name string
param location string
param tags object

@description('This is the namespace that relays of all namespaces answer to.')
param holdsReplies bool

param vaultName string

@allowed(['primaryKey', 'secondaryKey'])
param ruleKey string

param queueKeeperRoleId string
param principalId string

var roles = loadJsonContent('../roles.json')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: false
    minimumTlsVersion: '1.2'
  }
}

// Signs what a relay listens with: for its own queue and an hour.
resource listen 'Microsoft.ServiceBus/namespaces/AuthorizationRules@2024-01-01' = {
  parent: namespace
  name: 'relays-listen'
  properties: { rights: ['Listen'] }
}

// Answers that were refused. Dead letters have no lifetime and fill their queue; handed on to this one they have, and leave room for
// the answers of all relays.
resource refused 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = if (holdsReplies) {
  parent: namespace
  name: 'replies-refused'
  properties: {
    defaultMessageTimeToLive: 'P7D'
    deadLetteringOnMessageExpiration: false
    maxSizeInMegabytes: 1024
    requiresDuplicateDetection: false
  }
}

// Answers are not said twice: one that cannot be taken now is taken later, up to 2,000 times a minute apart.
resource replies 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = if (holdsReplies) {
  parent: namespace
  name: 'replies'
  properties: {
    lockDuration: 'PT1M'
    maxDeliveryCount: 2000
    defaultMessageTimeToLive: 'P7D'
    deadLetteringOnMessageExpiration: true
    forwardDeadLetteredMessagesTo: refused.name
    maxSizeInMegabytes: 5120
    requiresDuplicateDetection: false
  }
}

// Signs what a relay answers with: for this queue and an hour.
resource send 'Microsoft.ServiceBus/namespaces/queues/authorizationRules@2024-01-01' = if (holdsReplies) {
  parent: replies
  name: 'relays-send'
  properties: { rights: ['Send'] }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource listenKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = {
  parent: vault
  name: '${name}-relays-listen'
  properties: { value: ruleKey == 'primaryKey' ? listen.listKeys().primaryKey : listen.listKeys().secondaryKey }
}

resource sendKey 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (holdsReplies) {
  parent: vault
  name: '${name}-relays-send'
  properties: { value: ruleKey == 'primaryKey' ? send!.listKeys().primaryKey : send!.listKeys().secondaryKey }
}

resource sends 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, principalId, roles.serviceBusDataSender)
  scope: namespace
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataSender)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource makesQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, principalId, queueKeeperRoleId)
  scope: namespace
  properties: {
    roleDefinitionId: queueKeeperRoleId
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource receives 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (holdsReplies) {
  name: guid(replies.id, principalId, roles.serviceBusDataReceiver)
  scope: replies
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataReceiver)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output id string = namespace.id
