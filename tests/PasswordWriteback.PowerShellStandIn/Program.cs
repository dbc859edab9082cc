using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using PasswordWriteback.PowerShellStandIn;

// Stands where Windows PowerShell stands, with the server that a file in the working directory describes. It runs no script: it
// knows the product's scripts by their first line, and does what the cmdlets in them are documented to do.
if (args is ["--hang"])
{
    Thread.Sleep(Timeout.Infinite);
}

var folder = Environment.CurrentDirectory;
var server = StandInServer.Load(folder);
var asked = JsonNode.Parse(Console.In.ReadLine()!)!.AsObject();
var script = Console.In.ReadToEnd();
CheckCall();
var reads = script.Contains("# Reads Entra Connect;", StringComparison.Ordinal);
var finds = script.Contains("# Looks for Entra Connect", StringComparison.Ordinal);
var marker = asked["marker"]!.GetValue<string>();
switch (reads || finds ? server.Read : server.Turn)
{
    case Behaviour.Garbage:
        Console.WriteLine("WARNING: \u00fcber\u00adfl\u00fcssig\n{\"ok\":true}\n#0123:eyJvayI6dHJ1ZX0=");
        return 0;
    case Behaviour.Hangs:
        Leave();
        Console.WriteLine("To sign in, use a web browser to open the page");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    case Behaviour.Floods:
        while (true)
        {
            Console.WriteLine(new string('x', 60_000));
        }

    case Behaviour.Fails:
        var error = server.Error!;
        Answer(new JsonObject
        {
            ["ok"] = false,
            ["error"] = new JsonObject
            {
                ["id"] = error.Id, ["type"] = error.Type, ["cause"] = error.Cause ?? error.Type, ["source"] = error.Source ?? "mscorlib", ["category"] = error.Category, ["command"] = error.Command, ["message"] = error.Message,
            },
        });
        return 0;
    case Behaviour.LeavesProcess:
        Leave();
        break;
    case Behaviour.Chatters:
        Console.Error.WriteLine("#< CLIXML");
        Console.WriteLine("AVERTISSEMENT : le module contient des verbes non approuv\u00e9s.\n" + marker[..10] + "\n{");
        break;
}

if (finds)
{
    Success(new JsonObject { ["module"] = server.Installed, ["service"] = server.Installed || server.ServiceLeft });
}
else if (reads)
{
    Success(server.Installed ? ServerFacts.Read(server, asked["exportFolder"]!.GetValue<string>()) : new JsonObject { ["installed"] = false, ["cloudSync"] = server.CloudSync });
}
else
{
    Turn();
}

Console.WriteLine("Bye.");
return 0;

void Turn()
{
    server.Turned++;
    if (server.Turn != Behaviour.Pretends)
    {
        server.Enabled = asked["enable"]!.GetValue<bool>();
    }

    if (server.Turn == Behaviour.DoesWhileAnotherChanges)
    {
        server.Connectors[0] = server.Connectors[0] with { Included = ["OU=Staff,DC=contoso,DC=example", "OU=New,DC=contoso,DC=example"] };
    }

    server.Save(folder);
    if (server.Turn == Behaviour.DoesAndDies)
    {
        Environment.Exit(1);
    }

    Success(new JsonObject { ["done"] = true });
}

void Success(JsonObject value) => Answer(new JsonObject { ["ok"] = true, ["value"] = value });

void Answer(JsonObject answer) => Console.WriteLine(marker + Convert.ToBase64String(Encoding.UTF8.GetBytes(answer.ToJsonString())));

void Leave()
{
    using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--hang"]) { UseShellExecute = false })!;
    File.WriteAllText(
        Path.Combine(folder, StandInServer.PidsFile),
        $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} {child.Id.ToString(CultureInfo.InvariantCulture)}");
}

void CheckCall()
{
    string[] expected = ["-NoProfile", "-NonInteractive", "-NoLogo", "-ExecutionPolicy", "RemoteSigned", "-Command"];
    Complain(!args.Take(6).SequenceEqual(expected) || args.Length != 7, "The command line is another one.");
    Complain(args[^1].Contains(asked["marker"]!.GetValue<string>(), StringComparison.Ordinal), "A value stands in the command line.");
    Complain(script.Contains(asked["marker"]!.GetValue<string>(), StringComparison.Ordinal), "A value stands in the script.");
    Complain(script.Any(character => character > 127), "The script is not ASCII.");
    Complain(!script.StartsWith('#') || !script.Contains("param([string]$Json)", StringComparison.Ordinal), "The script has no frame.");
    Complain(Environment.GetEnvironmentVariable("PSModulePath") is not null, "PSModulePath is inherited.");
    var machineOnly = script.IndexOf("$env:PSModulePath = $machine", StringComparison.Ordinal);
    Complain(machineOnly < 0 || machineOnly > script.IndexOf("ConvertFrom-Json", StringComparison.Ordinal), "Modules of the account come before those of the machine.");
    if (server.Complaints.Count > 0)
    {
        server.Save(folder);
    }
}

void Complain(bool wrong, string complaint)
{
    if (wrong)
    {
        server.Complaints.Add(complaint);
    }
}
