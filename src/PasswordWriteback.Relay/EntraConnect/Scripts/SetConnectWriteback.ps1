# Turns the switch. Asked: entraConnector (identifier), enable (true or false). Reads nothing back: the caller does.
Import-Module ADSync
$connector = @(Get-ADSyncConnector | Where-Object { "$($_.Identifier)" -eq $asked.entraConnector })
if ($connector.Count -ne 1) { throw "There are $($connector.Count) connectors with the identifier $($asked.entraConnector)." }
[void](Set-ADSyncAADPasswordResetConfiguration -Connector $connector[0].Name -Enable ([bool]$asked.enable))
@{ done = $true }
