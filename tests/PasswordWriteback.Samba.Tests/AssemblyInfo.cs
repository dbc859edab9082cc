using PasswordWriteback.Samba.Tests.Lab;

// One forest for all: tests change it, so they run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(SambaLab))]
