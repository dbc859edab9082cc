#Requires -Version 5.1
# The unit that the writing witnesses work in. Every object in it is the kit's own; Remove-KitUnit takes it all away. ASCII only.
Set-StrictMode -Version Latest
Import-Module (Join-Path $PSScriptRoot 'Kit.psm1')

function Get-KitUnitDn([string]$DomainDn) { return "OU=pwbkit-unit,$DomainDn" }

function Add-KitObject($Connection, [string]$Dn, [string]$Class, $Attributes) {
  $request = New-Object System.DirectoryServices.Protocols.AddRequest($Dn, $Class)
  foreach ($name in $Attributes.Keys) {
    [void]$request.Attributes.Add((New-Object System.DirectoryServices.Protocols.DirectoryAttribute($name, [string]$Attributes[$name])))
  }
  try { [void]$Connection.SendRequest($request) }
  catch [System.DirectoryServices.Protocols.DirectoryOperationException] {
    if ("$($_.Exception.Response.ResultCode)" -ne 'EntryAlreadyExists') { throw }
  }
}

# The unit, a unit below it, and users in both. Users are disabled and have no password: nobody can sign in as them.
function New-KitUnit($Connection, [string]$DomainDn, [int]$Users) {
  $unit = Get-KitUnitDn $DomainDn
  Add-KitObject $Connection $unit 'organizationalUnit' @{ description = 'Acceptance kit of Password Writeback. Safe to delete.' }
  Add-KitObject $Connection "OU=pwbkit-below,$unit" 'organizationalUnit' @{}
  for ($i = 1; $i -le $Users; $i++) {
    Assert-Time
    $parent = $unit
    if ($i % 2 -eq 0) { $parent = "OU=pwbkit-below,$unit" }
    $name = 'pwbkit-user{0:d4}' -f $i
    Add-KitObject $Connection "CN=$name,$parent" 'user' @{ sAMAccountName = $name; userAccountControl = '514' }
  }
  return $unit
}

# Deletes the unit with all below it (tree delete, MS-ADTS 3.1.1.3.4.1.15), and nothing else.
function Remove-KitUnit($Connection, [string]$DomainDn) {
  $unit = Get-KitUnitDn $DomainDn
  $request = New-Object System.DirectoryServices.Protocols.DeleteRequest($unit)
  [void]$request.Controls.Add((New-Object System.DirectoryServices.Protocols.TreeDeleteControl))
  try { [void]$Connection.SendRequest($request) }
  catch [System.DirectoryServices.Protocols.DirectoryOperationException] {
    if ("$($_.Exception.Response.ResultCode)" -ne 'NoSuchObject') { throw }
  }
}

# The SID of an account of this domain by its logon name.
function Get-KitSid([string]$Account) {
  return (New-Object System.Security.Principal.NTAccount($Account)).Translate([System.Security.Principal.SecurityIdentifier]).Value
}

Export-ModuleMember -Function @('Get-KitUnitDn', 'New-KitUnit', 'Remove-KitUnit', 'Get-KitSid')
