# Looks for Entra Connect on this server; changes nothing. Half of an installation is not its absence.
@{
  module  = [bool](Get-Module -ListAvailable -Name ADSync)
  service = [bool](Get-Service -Name ADSync -ErrorAction SilentlyContinue)
}
