extension microsoftGraphV1

// The registration that tenants consent to, and the one that callers get tokens for. Neither has a secret or a certificate:
// the app proves itself with a token of its managed identity.

param environmentName string

@description('Found again by this name, which never changes; part of nothing that people see.')
param uniqueName string

@description('Where Microsoft sends the browser after consent.')
param redirectUri string

@description('Object id of the app\'s managed identity.')
param principalId string

var graph = '00000003-0000-0000-c000-000000000000'
// Ids of permissions of Microsoft Graph: https://learn.microsoft.com/graph/permissions-reference
var applicationPermissions = {
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6'
  'LicenseAssignment.Read.All': 'e2f98668-2877-4f38-a2f4-8202e0717aa1'
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214'
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da'
  'Policy.Read.All': '246dd0d5-5bd0-4def-940b-0421030a5b68'
}
var delegatedPermissions = {
  openid: '37f7f235-527c-4136-accd-4a02d197296e'
  profile: '14dad69e-099b-42c9-810b-d002981feec1'
}
var apiRoles = loadJsonContent('../api-roles.json')

resource consent 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: uniqueName
  displayName: 'Password Writeback (${environmentName})'
  signInAudience: 'AzureADMultipleOrgs'
  groupMembershipClaims: 'DirectoryRole'
  web: {
    redirectUris: [redirectUri]
    implicitGrantSettings: {
      enableIdTokenIssuance: true
      enableAccessTokenIssuance: false
    }
  }
  requiredResourceAccess: [
    {
      resourceAppId: graph
      resourceAccess: concat(
        map(items(applicationPermissions), permission => { id: permission.value, type: 'Role' }),
        map(items(delegatedPermissions), permission => { id: permission.value, type: 'Scope' })
      )
    }
  ]
  servicePrincipalLockConfiguration: {
    isEnabled: true
    allProperties: true
  }

  resource proof 'federatedIdentityCredentials@v1.0' = {
    name: '${consent.uniqueName}/managed-identity'
    description: 'The identity of the Functions app stands in for a secret.'
    issuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
    subject: principalId
    audiences: ['api://AzureADTokenExchange']
  }
}

resource api 'Microsoft.Graph/applications@v1.0' = {
  uniqueName: '${uniqueName}-api'
  displayName: 'Password Writeback API (${environmentName})'
  signInAudience: 'AzureADMyOrg'
  api: {
    requestedAccessTokenVersion: 2
  }
  appRoles: map(apiRoles, role => {
    id: guid(uniqueName, role.value)
    value: role.value
    displayName: role.value
    description: role.description
    allowedMemberTypes: ['Application', 'User']
    isEnabled: true
  })
}

// Without it nobody can be given a role of the API.
resource apiPrincipal 'Microsoft.Graph/servicePrincipals@v1.0' = {
  appId: api.appId
  appRoleAssignmentRequired: true
}

output graphClientId string = consent.appId
output apiClientId string = apiPrincipal.appId
