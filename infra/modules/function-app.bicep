// The Functions app on Flex Consumption. docs/azure.md has a table of its settings.

param name string
param planName string
param location string
param tags object
param identityId string
param identityClientId string

@description('Subnet that the app sends from. Empty: none.')
param subnetId string

param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyHttp int
param storageName string
param packagesUri string
param applicationInsightsConnectionString string

@description('Endpoint of the Durable Task Scheduler. Empty: histories lie in the storage account.')
param schedulerEndpoint string

param taskHubName string
param issuer string
param audience string
param graphClientId string
param publicUrl string
param cloudId string
param databaseConnection string
param vaultUri string
param namespaceNames array
param maxRunningChecks int

var backend = empty(schedulerEndpoint)
  ? {
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'AzureStorage'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'AzureWebJobsStorage'
    }
  : {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
    }

var namespaces = [
  for (namespace, index) in namespaceNames: union(
    {
      'PWB_ServiceBus__${index}__Address': 'https://${namespace}.servicebus.windows.net/'
      'PWB_ServiceBus__${index}__ListenKey': '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${namespace}-relays-listen)'
      'PWB_ServiceBus__${index}__MaxRelays': '5000'
    },
    index == 0
      ? { PWB_ServiceBus__0__SendKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${namespace}-relays-send)' }
      : {}
  )
]

var settings = union(
  {
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
    APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
    AZURE_CLIENT_ID: identityClientId
    AzureWebJobsDisableHomepage: 'true'
    AzureWebJobsStorage__accountName: storageName
    AzureWebJobsStorage__clientId: identityClientId
    AzureWebJobsStorage__credential: 'managedidentity'
    PWB_Audience: audience
    PWB_CloudId: cloudId
    PWB_Database: databaseConnection
    PWB_Graph__ClientId: graphClientId
    PWB_Graph__ManagedIdentityClientId: identityClientId
    PWB_Issuer: issuer
    PWB_KeyVault: vaultUri
    PWB_MaxRunningChecks: string(maxRunningChecks)
    PWB_PublicUrl: publicUrl
    ServiceBus__clientId: identityClientId
    ServiceBus__credential: 'managedidentity'
    ServiceBus__fullyQualifiedNamespace: '${namespaceNames[0]}.servicebus.windows.net'
    TASKHUB_NAME: taskHubName
  },
  backend,
  reduce(namespaces, {}, (all, one) => union(all, one))
)

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyHttp }] : []
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }

  resource noFtpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noPublishingPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output cloudId string = cloudId
output audience string = audience
output graphClientId string = graphClientId
