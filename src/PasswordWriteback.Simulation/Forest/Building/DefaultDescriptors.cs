namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>DACLs of new forests that differ from the default of their object's class, in SDDL.</summary>
internal static class DefaultDescriptors
{
    /// <summary>Administrators and the system rule, every signed-in account reads.</summary>
    public const string ReadableByAll = "D:(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)";

    /// <summary>OU=Domain Controllers.</summary>
    public const string DomainControllers =
        "D:(A;;RPWPCRCCLCLORCWOWDSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)(A;;RPLCLORC;;;ED)";

    /// <summary>The head of the configuration partition.</summary>
    public const string Configuration =
        "D:(A;;RPLCLORC;;;AU)(A;CI;RPWPCRCCDCLCLORCWOWDSDDTSW;;;EA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;CIIO;RPWPCRCCLCLORCWOWDSDSW;;;DA)";

    /// <summary>
    /// CN=AdminSDHolder: what is stamped on protected accounts. Among others everyone may change a password who knows the
    /// old one, and signed-in accounts may read.
    /// </summary>
    public const string AdminSdHolder =
        "D:P(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)"
        + "(OA;;RPWP;bf967a7f-0de6-11d0-a285-00aa003049e2;;CA)(OA;;RP;46a9b11d-60ae-405a-b7e8-ff8a58d456d2;;S-1-5-32-560)"
        + "(A;;RPWPCRCCDCLCLORCWOWDSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSW;;;EA)(A;;RPWPCRCCDCLCLORCWOWDSDSW;;;BA)"
        + "(A;;RPLCLORC;;;AU)(A;;RPLCLORC;;;RU)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)";
}
