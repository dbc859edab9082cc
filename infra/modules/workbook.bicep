// The fleet at a glance, in the portal under the workspace's workbooks.

param location string
param tags object
param workspaceId string

// The query in one JSON string: its quotes and line ends are escaped.
var fleet = replace(replace(replace(loadTextContent('../fleet.kql'), '\r', ''), '"', '\\"'), '\n', '\\n')

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'password-writeback')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Password Writeback'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('../workbook.json'), '{fleet}', fleet)
  }
}
