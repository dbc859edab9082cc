using System.Globalization;

namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>The unit of the relay, as text. Every directive is in systemd 247 and later; an older one says which it leaves out, and runs the service.</summary>
internal static class SystemdUnit
{
    private const string StateRoot = "/var/lib/";

    /// <summary>Writes the unit.</summary>
    /// <param name="definition">What is to run.</param>
    /// <param name="user">Whom it runs as.</param>
    public static string Text(ServiceDefinition definition, string user) => $"""
        # Written by 'relay install', removed by 'relay uninstall'. Changes of your own: systemctl edit {ServiceNames.Systemd}
        [Unit]
        Description={ServiceNames.Display}
        Wants=network-online.target
        After=network-online.target
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        NotifyAccess=main
        ExecStart={string.Join(' ', definition.Arguments.Select(Word).Prepend(Program(definition.Executable)))}
        User={user}
        UMask=0077
        {StateLines(definition.StateFolder)}
        TimeoutStartSec={Seconds(ServiceTiming.Start)}
        TimeoutStopSec={Seconds(ServiceTiming.Stop)}
        WatchdogSec={Seconds(ServiceTiming.Watchdog)}
        KillMode=mixed
        Restart=on-failure
        RestartSec={Seconds(ServiceTiming.Restarts[0])}
        Environment=DOTNET_EnableDiagnostics=0

        # It listens nowhere, becomes nobody else, and writes in its state folder alone. MemoryDenyWriteExecute would stop .NET's compiler.
        NoNewPrivileges=yes
        CapabilityBoundingSet=
        AmbientCapabilities=
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        PrivateDevices=yes
        ProtectProc=invisible
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        RemoveIPC=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target

        """.ReplaceLineEndings("\n");

    /// <summary>A word as systemd.service(5), "Command lines", reads it: quoted, without specifiers, variables or escapes.</summary>
    /// <exception cref="ServiceControlException">It holds a control character, for which a unit has no safe form.</exception>
    internal static string Word(string text)
    {
        if (text.Any(char.IsControl))
        {
            throw new ServiceControlException(ServiceFault.NotSafe, "A path holds a control character.", "Use a folder without line ends or tabs in its name.");
        }

        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }

    // Variables are not expanded in the path of the program, so "$$" would not become "$" there.
    private static string Program(string path) => path.Contains('$', StringComparison.Ordinal)
        ? throw new ServiceControlException(ServiceFault.NotSafe, $"The program's path, {path}, holds a dollar sign, which systemd reads as a variable.", "Copy it to a folder such as /opt/password-writeback and install from there.")
        : Word(path);

    // Below /var/lib systemd makes the folder and gives it to the user; elsewhere it is there already, and only needs to be writable.
    private static string StateLines(string folder) =>
        folder.StartsWith(StateRoot, StringComparison.Ordinal) && folder[StateRoot.Length..] is { Length: > 0 } name && name.All(IsPlain)
            ? $"StateDirectory={name}\nStateDirectoryMode=0700"
            : $"ReadWritePaths={Word(folder).Replace("$$", "$", StringComparison.Ordinal)}";

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
