using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Building;
using PasswordWriteback.Simulation.Forest.Connections;
using PasswordWriteback.Simulation.Forest.Passwords;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest;

/// <summary>
/// An Active Directory forest in memory: several domain controllers, each with its own copy, replication between them,
/// inheritance computed by each for itself, and the AdminSDHolder task. What is due by the clock happens when the forest is
/// touched, so it is exact under a clock that a test moves and live under one that runs. Safe for use by many threads.
/// </summary>
/// <remarks>
/// Simplified: no deletions, and only leaves are moved; linked values replicate as one attribute; no global catalog; no password is kept.
/// Build one with <see cref="ForestBuilder"/> or take <see cref="DemoForest"/>.
/// </remarks>
public sealed class SimulatedForest
{
    private readonly Lock _gate = new();
    private readonly ForestState _state;
    private readonly TimeProvider _clock;
    private readonly Replicator _replicator;
    private readonly OriginatingWriter _writer;
    private readonly ProtectionTask _protection;
    private readonly ForestTimeline _timeline;

    /// <summary>Tokens that hold as long as nothing was written anywhere.</summary>
    private readonly Dictionary<(string Account, string HostName), (long Usns, AccessToken? Token)> _tokens = [];

    /// <summary>Goes on from a state, for example one read with <see cref="ForestFile"/>.</summary>
    /// <param name="state">The state; the forest owns it from here on.</param>
    /// <param name="clock">The clock that everything runs on.</param>
    public SimulatedForest(ForestState state, TimeProvider clock)
    {
        _state = state;
        _clock = clock;
        _replicator = new Replicator(state);
        _writer = new OriginatingWriter(state, _replicator);
        _protection = new ProtectionTask(state, _writer);
        _timeline = new ForestTimeline(state, _replicator, _protection);
    }

    /// <summary>DNS name of the root domain.</summary>
    public string RootDnsName => _state.RootDnsName;

    /// <summary>Host names of the domain controllers.</summary>
    public IReadOnlyList<string> Controllers => [.. _state.Controllers.Select(controller => controller.HostName)];

    /// <summary>Connections that are bound as an account: <c>DOMAIN\name</c>, <c>name@domain</c> or a distinguished name.</summary>
    public IDirectoryConnector ConnectorFor(string account) => new SimulatedConnector(this, account);

    /// <summary>Changes how a domain controller meets those who connect; replication with it stops and resumes accordingly.</summary>
    public void SetReachability(string hostName, Reachability reachability) => Use((state, _) =>
    {
        var controller = state.Controller(hostName);
        controller.Reachability = reachability;
        _replicator.ConditionChanged(controller, state.Now);
    });

    /// <summary>Stops or resumes a domain controller's taking of changes from others.</summary>
    public void PauseInboundReplication(string hostName, bool paused = true) => Use((state, _) =>
    {
        var controller = state.Controller(hostName);
        controller.InboundPaused = paused;
        _replicator.ConditionChanged(controller, state.Now);
    });

    /// <summary>Changes how fast a domain controller passes permissions on, for changes from now on.</summary>
    public void SetPropagator(string hostName, PropagatorSpeed speed) =>
        Use((state, _) => state.Controller(hostName).Propagator = speed);

    /// <summary>Replaces the values of an attribute on one domain controller, as its own administrator would; none remove it.</summary>
    public void Modify(string hostName, string dn, string attribute, params IReadOnlyList<string> values) => Use((state, writer) =>
    {
        var controller = state.Controller(hostName);
        var entry = controller.Find(dn) ?? throw new ArgumentException($"{hostName} has no object {dn}.", nameof(dn));
        writer.Modify(controller, entry, (Schema.ForestSchema.Attribute(attribute).Name, LdapValue.Texts(values)));
    });

    /// <summary>Moves a user, or another object that has none below it, on one domain controller; the move replicates from there.</summary>
    public void Move(string hostName, string dn, string newParentDn) => Use((state, writer) =>
    {
        var controller = state.Controller(hostName);
        var entry = controller.Find(dn) ?? throw new ArgumentException($"{hostName} has no object {dn}.", nameof(dn));
        if (controller.Find(newParentDn) is null || controller.ChildrenOf(entry).Any() || controller.ReadOnly)
        {
            throw new ArgumentException($"{hostName} cannot move {dn} below {newParentDn}.", nameof(newParentDn));
        }

        writer.Move(controller, entry, newParentDn);
    });

    /// <summary>Adds users, groups or units below a container, on its domain's PDC emulator; they replicate from there.</summary>
    public void Extend(string containerDn, Action<ContainerBuilder> build) => Use((state, _) =>
    {
        ArgumentNullException.ThrowIfNull(build);
        var domain = state.DomainOf(containerDn) ?? throw new ArgumentException($"No domain of the forest holds {containerDn}.", nameof(containerDn));
        build(new ContainerBuilder(new ForestDraft(state), domain, containerDn));
    });

    /// <summary>Runs the AdminSDHolder task of a domain now (rootDSE <c>RunProtectAdminGroupsTask</c>).</summary>
    public void RunProtectionTask(string domainDnsName) => Use((state, _) => _protection.Run(state.Domain(domainDnsName)));

    /// <summary>Resets a user's password on one domain controller.</summary>
    /// <param name="hostName">The domain controller.</param>
    /// <param name="userDn">Distinguished name of the user.</param>
    /// <param name="actor">The account that resets: <c>DOMAIN\name</c>, <c>name@domain</c> or a distinguished name.</param>
    /// <param name="policyHints">Whether the minimum password age counts, as it does for Entra Connect's resets.</param>
    /// <exception cref="ArgumentException">No such domain controller or actor.</exception>
    public PasswordResetResult ResetPassword(string hostName, string userDn, string actor, bool policyHints = false) => Use((state, writer) =>
    {
        var controller = state.Controller(hostName);
        var account = ForestAccount.Find(state, actor) ?? throw new ArgumentException($"The forest has no account {actor}.", nameof(actor));
        var token = new TokenBuilder(state).For(account, controller);
        return PasswordReset.Apply(state, writer, controller, token, userDn, policyHints);
    });

    /// <summary>Looks at the state, brought up to the present, while nobody changes it. Do not keep what is handed in.</summary>
    public T Read<T>(Func<ForestState, T> read) => Use((state, _) => read(state));

    /// <summary>The token of an account at a domain controller, or null when the forest has no such account.</summary>
    internal AccessToken? TokenOf(string account, ControllerState controller)
    {
        var usns = _state.Controllers.Sum(each => each.HighestUsn);
        if (_tokens.TryGetValue((account, controller.HostName), out var known) && known.Usns == usns)
        {
            return known.Token;
        }

        var token = ForestAccount.Find(_state, account) is { } entry ? new TokenBuilder(_state).For(entry, controller) : null;
        _tokens[(account, controller.HostName)] = (usns, token);
        return token;
    }

    /// <summary>Works on the state, brought up to the present.</summary>
    internal T Use<T>(Func<ForestState, OriginatingWriter, T> work)
    {
        lock (_gate)
        {
            _timeline.AdvanceTo(_clock.GetUtcNow());
            return work(_state, _writer);
        }
    }

    /// <summary>Works on the state, brought up to the present.</summary>
    internal void Use(Action<ForestState, OriginatingWriter> work) => Use((state, writer) =>
    {
        work(state, writer);
        return true;
    });
}
