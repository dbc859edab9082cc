using PasswordWriteback.Functions.Tests.Worker;

#pragma warning disable CA1050, MA0047, RCS1110 // The runtime looks for exactly this name in no namespace.

/// <summary>Called by the runtime in the worker process before its own code.</summary>
internal static class StartupHook
{
    public static void Initialize() => LoopbackAzure.Install();
}
