using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Replication;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Building;

/// <summary>Builds a simulated forest. The same description gives the same forest: identifiers come from the seed.</summary>
public sealed class ForestBuilder
{
    private readonly ulong _seed;
    private readonly List<DomainBuilder> _domains = [];
    private readonly List<SiteLinkPlan> _siteLinks = [];
    private readonly List<Action<ForestDraft>> _afterwards = [];
    private TimeSpan _notifyDelay = TimeSpan.FromSeconds(15);
    private TimeSpan _protectionInterval = TimeSpan.FromMinutes(60);
    private bool _sortsDacls = true;
    private bool _servesPendingPropagations = true;

    /// <summary>Begins a description.</summary>
    /// <param name="seed">What identifiers are made from.</param>
    public ForestBuilder(ulong seed = 1) => _seed = seed;

    /// <summary>Adds a domain; the first one is the forest's root.</summary>
    public ForestBuilder Domain(string dnsName, string netBiosName, Action<DomainBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var domain = new DomainBuilder(dnsName, netBiosName);
        build(domain);
        if (domain.Controllers is not [{ ReadOnly: false }, ..])
        {
            throw new ArgumentException($"The first domain controller of {dnsName} must be there and writable.", nameof(build));
        }

        _domains.Add(domain);
        return this;
    }

    /// <summary>Lets two sites replicate at whole multiples of an interval.</summary>
    /// <param name="siteA">One site.</param>
    /// <param name="siteB">The other.</param>
    /// <param name="interval">How often.</param>
    /// <param name="openHours">The hours of each day, in UTC, in which the link is open; always when not given.</param>
    public ForestBuilder SiteLink(string siteA, string siteB, TimeSpan interval, IReadOnlyCollection<int>? openHours = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        _siteLinks.Add(new SiteLinkPlan(siteA, siteB, interval, openHours?.Aggregate(0, (hours, hour) => hours | (1 << hour)) ?? 0));
        return this;
    }

    /// <summary>Leaves rootDSE's <c>pendingPropagations</c> out, as Samba does.</summary>
    public ForestBuilder WithoutPendingPropagations()
    {
        _servesPendingPropagations = false;
        return this;
    }

    /// <summary>How long after a change a domain controller notifies its partners in the site; 15 seconds unless set.</summary>
    public ForestBuilder NotifyDelay(TimeSpan delay)
    {
        _notifyDelay = delay;
        return this;
    }

    /// <summary>How often the AdminSDHolder task runs; 60 minutes unless set.</summary>
    public ForestBuilder ProtectionInterval(TimeSpan interval)
    {
        _protectionInterval = interval;
        return this;
    }

    /// <summary>Keeps DACLs in the order in which they are written, as Samba does; Windows sorts them.</summary>
    public ForestBuilder KeepDaclOrder()
    {
        _sortsDacls = false;
        return this;
    }

    /// <summary>Adds explicit ACEs for an account to an object, once all accounts exist.</summary>
    /// <param name="dn">The object.</param>
    /// <param name="account">The account, as <c>DOMAIN\name</c>.</param>
    /// <param name="aces">SDDL of the ACEs with <c>{0}</c> in place of the SID, for example <c>(A;;WD;;;{0})</c>.</param>
    public ForestBuilder Grant(string dn, string account, string aces)
    {
        _afterwards.Add(draft =>
        {
            var entry = ForestAccount.Find(draft.State, account)
                ?? throw new ArgumentException($"The forest has no account {account}.", nameof(account));
            var sid = Sid.Read(entry.Value("objectSid")).ToString();
            draft.AddAces(dn, "D:" + aces.Replace("{0}", sid, StringComparison.Ordinal));
        });
        return this;
    }

    /// <summary>Builds the forest, replicated and at rest at the clock's present time.</summary>
    public SimulatedForest Build(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var now = clock.GetUtcNow();
        var state = new ForestState
        {
            Began = now,
            Now = now,
            RootDnsName = _domains[0].DnsName,
            Seed = _seed,
            SortsDacls = _sortsDacls,
            ServesPendingPropagations = _servesPendingPropagations,
            ProtectionInterval = _protectionInterval,
        };
        var draft = new ForestDraft(state);
        ControllerFactory.AddDomains(draft, _domains);
        ReplicationTopology.Connect(state, _siteLinks, _notifyDelay);
        ConfigurationPartition.Create(draft, _siteLinks);
        foreach (var (plan, domain) in _domains.Zip(state.Domains))
        {
            DomainSkeleton.Create(draft, domain, plan.Policy);
            foreach (var controller in state.Controllers.Where(controller => controller.Domain == domain.DnsName))
            {
                DomainSkeleton.AddController(draft, domain, controller);
            }

            plan.Fill(draft, domain);
        }

        _afterwards.ForEach(step => step(draft));
        Settle(draft);
        return new SimulatedForest(state, clock);
    }

    /// <summary>Lets AdminSDHolder, replication and inheritance come to rest without time passing.</summary>
    private static void Settle(ForestDraft draft)
    {
        var state = draft.State;
        var protection = new ProtectionTask(state, draft.Writer);
        state.Domains.ForEach(protection.Run);
        while (state.Links.Find(link => link.DueAt is not null) is { } link)
        {
            draft.Replicator.Pull(link, state.Now);
        }

        foreach (var controller in state.Controllers)
        {
            while (controller.Propagations.Count > 0)
            {
                SecurityDescriptorPropagator.RunNext(controller);
            }
        }
    }
}
