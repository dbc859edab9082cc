// What wakes somebody. The line "Fleet: …" is written by the app every five minutes (Api/Fleet/FleetWatch.cs); its words stand in
// fleet.kql, and a test holds the two together.

param location string
param tags object
param workspaceId string
param namespaceIds array
param email string
param sweepBehindMinutes int

@description('More verdicts than this that fell within a day are an alert.')
param fallenVerdicts int = 4

var fleet = loadTextContent('../fleet.kql')
var toPeople = empty(email) ? [] : [people.id]

var rules = [
  {
    name: 'sweep-behind'
    severity: 1
    description: 'A tenant has waited for its check for more than ${sweepBehindMinutes} minutes: checks are started too slowly, or not at all.'
    query: '${fleet}| where OverdueMinutes > ${sweepBehindMinutes}'
  }
  {
    name: 'no-pulse'
    severity: 1
    description: 'The app has not said how the fleet is for half an hour: its timers do not run, or it cannot read its database.'
    query: '${fleet}| summarize Lines = count() | where Lines == 0'
  }
  {
    name: 'relay-silent'
    severity: 2
    description: 'Relays have not been heard for 24 hours. The warning "Silent relays" in the log names them.'
    query: '${fleet}| where SilentRelays > 0'
  }
  {
    name: 'verdicts-falling'
    severity: 2
    description: 'More than ${fallenVerdicts} tenants were in order a day ago and are not: see GET /api/tenants/{tenantId}/drift.'
    query: '${fleet}| where FallenVerdicts > ${fallenVerdicts}'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'password-writeback'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'writeback'
    enabled: true
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource fromLog 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: rule.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Password Writeback: ${rule.name}'
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT30M'
      // The table comes into being with the app's first line.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      autoMitigate: true
      actions: { actionGroups: toPeople }
    }
  }
]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (namespaceId, index) in namespaceIds: {
    name: 'dead-letters-${index}'
    location: 'global'
    tags: tags
    properties: {
      description: 'A queue holds dead letters: commands that a relay could not take, or answers for which replies-refused has no room. Their reason stands in each message; docs/azure.md says what to do.'
      severity: 2
      enabled: true
      scopes: [namespaceId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: 'any-queue'
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.ServiceBus/namespaces'
            metricName: 'DeadletteredMessages'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: 0
          }
        ]
      }
      autoMitigate: true
      actions: map(toPeople, id => { actionGroupId: id })
    }
  }
]

resource refused 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'replies-refused'
  location: 'global'
  tags: tags
  properties: {
    description: 'Answers of relays were refused, or nobody could take them. Their reason stands in each message and in the log; docs/azure.md says what to do.'
    severity: 2
    enabled: true
    scopes: [namespaceIds[0]]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'any-message'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'ActiveMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: ['replies-refused'] }]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: map(toPeople, id => { actionGroupId: id })
  }
}
