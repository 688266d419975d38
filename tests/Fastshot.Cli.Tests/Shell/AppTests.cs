using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Cli.Tests.Shell;

public sealed class AppTests
{
    [Fact]
    public async Task An_interruption_ends_with_130_and_changes_nothing()
    {
        using var run = new CliRun();

        var result = await run.RunInterruptedAsync("config", "set", "language", "de");

        Assert.Equal(new CliResult(130, "", "error: Interrupted\n"), result);
        Assert.False(File.Exists(Path.Combine(run.Home, "config.ini")));
    }

    [Fact]
    public async Task A_setting_that_another_process_changes_ends_with_11()
    {
        using var run = new CliRun();
        var state = Path.Combine(run.Home, "state");
        Directory.CreateDirectory(state);
        await using var other = await DiskFileSystem.Instance.TryLockAsync(Path.Combine(state, "config.lock"), Deadline.Token);

        var result = await run.RunAsync("config", "set", "language", "de");

        Assert.Equal(11, result.ExitCode);
        Assert.StartsWith("error: Another process is changing config.ini\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_home_the_reason_is_said()
    {
        using var run = new CliRun();
        run.Variables.Clear();

        var result = await run.RunAsync("config", "path");

        Assert.Equal(
            new CliResult(1, "", "error: No place for the library: HOME is not set to an absolute path\nhint: Name one: --home DIR.\n"),
            result);
    }

    [Fact]
    public async Task A_config_over_the_limit_is_named_and_not_written_over()
    {
        using var run = new CliRun();
        Directory.CreateDirectory(run.Home);
        var path = Path.Combine(run.Home, "config.ini");
        await File.WriteAllBytesAsync(path, new byte[(1 << 20) + 1], Deadline.Token);

        Assert.Equal(1, (await run.RunAsync("config", "check")).ExitCode);
        Assert.Equal(1, (await run.RunAsync("config", "set", "language", "de")).ExitCode);
        Assert.Equal((1 << 20) + 1, new FileInfo(path).Length);
    }

    [Fact]
    public async Task The_file_is_for_its_owner_alone_and_nothing_is_left_beside_it()
    {
        using var run = new CliRun();

        Assert.Equal(0, (await run.RunAsync("config", "set", "language", "de")).ExitCode);

        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(run.Home, "config.ini"));
        Assert.Equal(OperatingSystem.IsWindows() ? default : UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.Equal(["config.ini", "state"], Directory.EnumerateFileSystemEntries(run.Home).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(StoreError.Unavailable, 14, "unreachable")]
    [InlineData(StoreError.Denied, 1, "denied")]
    [InlineData(StoreError.Full, 1, "full")]
    [InlineData(StoreError.NoSuchPlace, 4, "no_such_place")]
    [InlineData(StoreError.ConditionFailed, 1, "conflict")]
    [InlineData(StoreError.Unsupported, 1, "unsupported")]
    [InlineData(StoreError.Broken, 1, "broken")]
    public void A_failure_of_a_store_has_its_code(StoreError error, int exitCode, string code)
    {
        var failure = Failure.Of(new StoreException(error, "words"), isInterrupted: false);

        Assert.Equal((exitCode, code, "words"), ((int)failure.ExitCode, failure.Code, failure.Message));
        Assert.Null(failure.Trace);
    }

    [Fact]
    public void What_nobody_expects_is_a_bug_whose_trace_is_for_v_only()
    {
        using var run = new CliRun();
        var failure = Failure.Of(new InvalidOperationException("odd"), isInterrupted: true);
        var terminal = run.Surroundings.Terminal;

        new Output(new GlobalOptions(), terminal, TimeProvider.System).Fail(failure);
        var brief = terminal.Error.Length;
        new Output(new GlobalOptions { IsVerbose = true }, terminal, TimeProvider.System).Fail(failure);

        Assert.Equal((ExitCode.Failed, "bug"), (failure.ExitCode, failure.Code));
        Assert.True(terminal.Error.Length > (2 * brief));
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_a_bug() =>
        Assert.Equal("bug", Failure.Of(new OperationCanceledException(), isInterrupted: false).Code);

    [Fact]
    public void Each_verb_is_built_by_its_own_name_and_has_an_example() =>
        Assert.All(Verbs.Names, name =>
        {
            var verb = Verbs.Build(name)!;
            Assert.Equal(name, verb.Name);
            Assert.All(verb.Subcommands.Cast<VerbCommand>().Append(verb), each => Assert.NotEmpty(each.Examples));
        });

    [Fact]
    public async Task A_table_on_a_terminal_is_drawn()
    {
        using var run = new CliRun { IsTerminal = true };

        var result = await run.RunAsync("config", "list");

        Assert.Contains("╭", result.Output, StringComparison.Ordinal);
        Assert.Contains("aws_region", result.Output, StringComparison.Ordinal);
    }
}
