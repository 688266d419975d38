using Fastshot.Cli.Commands;

namespace Fastshot.Cli.Shell;

/// <summary>The verbs that there are. Each is built only when it is asked for.</summary>
internal static class Verbs
{
    /// <summary>In the order of the help page.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "save", "list", "show", "export", "import", "edit", "delete", "restore", "purge", "remote", "sync", "status",
        "operations", "collect", "verify", "repair", "rebuild", "cache", "key", "unseal",
        "config", "ui", "doctor", "selftest", "demo", "completion",
    ];

    /// <summary>Builds a verb, or returns null where there is none of this name.</summary>
    public static VerbCommand? Build(string name) => name switch
    {
        "save" => new SaveCommand(),
        "list" => new ListCommand(),
        "show" => new ShowCommand(),
        "export" => new ExportCommand(),
        "import" => new ImportCommand(),
        "edit" => new EditCommand(),
        "delete" => new DeleteCommand(),
        "restore" => new RestoreCommand(),
        "purge" => new PurgeCommand(),
        "remote" => new RemoteCommand(),
        "sync" => new SyncCommand(),
        "status" => new StatusCommand(),
        "operations" => new OperationsCommand(),
        "collect" => new CollectCommand(),
        "verify" => new VerifyCommand(),
        "repair" => new RepairCommand(),
        "rebuild" => new RebuildCommand(),
        "cache" => new CacheCommand(),
        "key" => new KeyCommand(),
        "unseal" => new UnsealCommand(),
        "config" => new ConfigCommand(),
        "ui" => new UiCommand(),
        "doctor" => new DoctorCommand(),
        "selftest" => new SelfTestCommand(),
        "demo" => new DemoCommand(),
        "completion" => new CompletionCommand(),
        _ => null,
    };

    /// <summary>Builds all of them: for help, completion and suggestions.</summary>
    public static IEnumerable<VerbCommand> BuildAll() => Names.Select(name => Build(name)!);
}
