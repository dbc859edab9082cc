namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>Names of the steps of a run, as people see them.</summary>
public static class RunSteps
{
    /// <summary>The run has been started.</summary>
    public const string Begin = "Begin";

    /// <summary>Tenant, sync state, permissions.</summary>
    public const string Tenant = "Tenant";

    /// <summary>Plans and licences.</summary>
    public const string Licences = "Licences";

    /// <summary>Surfaces of self-service password reset.</summary>
    public const string SelfServiceReset = "Self-service reset";

    /// <summary>Forest, connector account, Entra Connect.</summary>
    public const string Discovery = "Discovery";

    /// <summary>Rights, coverage, blast radius, plan.</summary>
    public const string Assessment = "Assessment";

    /// <summary>A person looks at the plan.</summary>
    public const string Approval = "Approval";

    /// <summary>The ACEs are written.</summary>
    public const string Grant = "Grant";

    /// <summary>Every required domain controller is asked.</summary>
    public const string Replication = "Replication";

    /// <summary>The minimum password age.</summary>
    public const string PasswordAge = "Password age";

    /// <summary>The switch of Entra Connect.</summary>
    public const string Connect = "Entra Connect";

    /// <summary>What a person does in the portal.</summary>
    public const string Portal = "Portal";

    /// <summary>Proof that writeback works.</summary>
    public const string Evidence = "Evidence";

    /// <summary>What one apply wrote is taken back.</summary>
    public const string Rollback = "Rollback";

    /// <summary>The report is written.</summary>
    public const string Report = "Report";
}
