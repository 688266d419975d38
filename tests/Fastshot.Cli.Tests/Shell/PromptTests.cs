using System.Text;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests.Shell;

public sealed class PromptTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_passphrase_comes_from_the_variable_first()
    {
        _run.Variables["FASTSHOT_PASSPHRASE"] = "from variable ";
        _run.Variables["FASTSHOT_PASSPHRASE_FILE"] = "missing";

        Assert.Equal("from variable ", await PassphraseAsync());
    }

    [Theory]
    [InlineData("first line\nsecond\n", "first line")]
    [InlineData("windows\r\n", "windows")]
    [InlineData("no end", "no end")]
    public async Task A_passphrase_is_the_first_line_of_its_file(string content, string expected)
    {
        await File.WriteAllTextAsync(Path.Combine(_run.Folder, "pass"), content, Deadline.Token);
        _run.Variables["FASTSHOT_PASSPHRASE_FILE"] = "pass";

        Assert.Equal(expected, await PassphraseAsync());
    }

    [Fact]
    public async Task A_missing_or_empty_file_is_said()
    {
        _run.Variables["FASTSHOT_PASSPHRASE_FILE"] = "pass";
        Assert.Equal(ExitCode.NotFound, (await Assert.ThrowsAsync<CliException>(PassphraseAsync)).ExitCode);

        await File.WriteAllTextAsync(Path.Combine(_run.Folder, "pass"), "\n", Deadline.Token);
        Assert.Equal(ExitCode.Failed, (await Assert.ThrowsAsync<CliException>(PassphraseAsync)).ExitCode);
    }

    [Fact]
    public async Task A_passphrase_is_the_first_line_that_a_command_prints()
    {
        _run.Variables["FASTSHOT_PASSPHRASE_COMMAND"] = "printf 'from command\\nmore'";
        Assert.Equal("from command", await PassphraseAsync());

        _run.Variables["FASTSHOT_PASSPHRASE_COMMAND"] = "exit 3";
        var failure = await Assert.ThrowsAsync<CliException>(PassphraseAsync);
        Assert.EndsWith("ended with 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_asked_where_there_is_a_terminal()
    {
        _run.Typed = new Queue<string>(["typed"]);
        Assert.Equal("typed", await PassphraseAsync());

        _run.Typed = null;
        var failure = await Assert.ThrowsAsync<CliException>(PassphraseAsync);
        Assert.Equal(ExitCode.WrongUsage, failure.ExitCode);
        Assert.Contains("FASTSHOT_PASSPHRASE", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_passphrase_is_typed_twice_alike()
    {
        _run.Typed = new Queue<string>(["one", "one", "one", "two"]);

        using var same = await Prompt().NewPassphraseAsync("the vault", "FASTSHOT_PASSPHRASE", Deadline.Token);
        Assert.Equal("one"u8.ToArray(), same.Utf8.ToArray());
        await Assert.ThrowsAsync<CliException>(() => Prompt().NewPassphraseAsync("the vault", "FASTSHOT_PASSPHRASE", Deadline.Token));
    }

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("Yes\n", true)]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public async Task Consent_is_typed(string typed, bool expected)
    {
        _run.Input = typed;
        _run.IsTerminal = true;

        Assert.Equal(expected, await Prompt().ConfirmAsync("Purge 3 sessions?", Deadline.Token));
    }

    [Fact]
    public async Task Consent_is_given_beforehand_or_not_at_all()
    {
        Assert.True(await Prompt(new GlobalOptions { SaysYes = true }).ConfirmAsync("Purge?", Deadline.Token));
        Assert.Equal(ExitCode.WrongUsage, (await Assert.ThrowsAsync<CliException>(() => Prompt().ConfirmAsync("Purge?", Deadline.Token))).ExitCode);
    }

    [Fact]
    public void A_secret_is_wiped_and_not_printed()
    {
        var secret = new Secret("topsecret");
        var bytes = secret.Utf8;

        Assert.Equal("***", secret.ToString());
        secret.Dispose();

        Assert.Equal(new byte[9], bytes.ToArray());
    }

    [Fact]
    public async Task What_was_typed_is_wiped()
    {
        var typed = "typed secret".ToCharArray();
        var surroundings = _run.Surroundings with
        {
            Terminal = new FakeTerminal(Stream.Null, Stream.Null, Stream.Null) { IsPerson = true, Memory = typed },
        };
        var options = new GlobalOptions();
        var prompt = new Prompt(options, surroundings, new Output(options, surroundings.Terminal, TimeProvider.System));

        using var secret = await prompt.PassphraseAsync("the vault", Deadline.Token);

        Assert.Equal("typed secret", Encoding.UTF8.GetString(secret.Utf8.Span));
        Assert.Equal(new char[12], typed);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_replaced_as_everywhere()
    {
        using var secret = Secret.OfUtf8([0x61, 0xFF, 0x62]);

        Assert.Equal("a\uFFFDb", Encoding.UTF8.GetString(secret.Utf8.Span));
    }

    private Prompt Prompt(GlobalOptions? options = null)
    {
        var surroundings = _run.Surroundings;
        options ??= new GlobalOptions();
        return new Prompt(options, surroundings, new Output(options, surroundings.Terminal, TimeProvider.System));
    }

    private async Task<string> PassphraseAsync()
    {
        using var secret = await Prompt().PassphraseAsync("the vault", Deadline.Token);
        return Encoding.UTF8.GetString(secret.Utf8.Span);
    }
}
