using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests.Shell;

public sealed class TableFitTests
{
    private static readonly Column[] Columns =
        [new("id", IsWhole: true), new("name", IsCut: true), new("tags", IsCut: true), new("images", IsNumber: true)];

    [Fact]
    public void What_fits_is_left_as_it_is()
    {
        string[][] rows = [["7k3mq9x2vw4t8n5b", "Login bug", "web", "12"]];

        var (fitting, isFramed) = TableFit.Of(Columns, rows, 80);

        Assert.True(isFramed);
        Assert.Equal(rows, fitting);
    }

    [Fact]
    public void The_widest_cells_are_cut_first()
    {
        string[][] rows = [["7k3mq9x2vw4t8n5b", "A name that tells the whole story of a bug in the login", "web", "12"]];

        var (fitting, isFramed) = TableFit.Of(Columns, rows, 80);

        Assert.True(isFramed);
        Assert.Equal(["7k3mq9x2vw4t8n5b", "A name that tells the whole story of a b…", "web", "12"], fitting[0]);
    }

    [Fact]
    public void Without_room_there_is_no_frame()
    {
        string[][] rows = [["7k3mq9x2vw4t8n5b", "A name that tells the whole story of a bug in the login", "web", "12"]];

        var (fitting, isFramed) = TableFit.Of(Columns, rows, 50);

        Assert.False(isFramed);
        Assert.Equal("A name that tells…", fitting[0][1]);
    }

    [Fact]
    public void Wide_characters_count_twice_and_are_not_cut_in_two()
    {
        string[][] rows = [["7k3mq9x2vw4t8n5b", "結算頁改版走查結算頁改版走查", "", "1"]];

        var (fitting, _) = TableFit.Of(Columns, rows, 48);

        Assert.Equal("結算頁改版走查…", fitting[0][1]);
    }

    [Fact]
    public void A_table_of_which_nothing_may_be_cut_is_framed()
    {
        string[][] rows = [["a", "b"]];

        var (fitting, isFramed) = TableFit.Of([new("one"), new("two")], rows, 5);

        Assert.True(isFramed);
        Assert.Same(rows, fitting);
    }

    [Fact]
    public async Task At_a_terminal_a_list_has_a_line_for_each_session()
    {
        using var run = new CliRun { IsTerminal = true };
        await File.WriteAllBytesAsync(
            Path.Combine(run.Folder, "a.png"),
            Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"),
            Deadline.Token);
        var id = (await run.RunAsync("save", "a.png", "--name", new string('n', 200), "--tag", "web")).Output.Trim();

        var lines = (await run.RunAsync("list")).Output.TrimEnd().Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"{id}  20", lines[1], StringComparison.Ordinal);
        Assert.Contains("n…  web", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
    }

    [Fact]
    public async Task At_a_terminal_help_is_as_wide_as_the_terminal()
    {
        using var run = new CliRun { IsTerminal = true };
        var pages = new List<string> { (await run.RunAsync("--help")).Output };
        foreach (var verb in Verbs.Names)
        {
            pages.Add((await run.RunAsync(verb, "--help")).Output);
        }

        // An example is to be copied, so it stays in one line.
        var lines = pages.SelectMany(page => page.Split('\n')).Where(line => !line.Contains("  fastshot ", StringComparison.Ordinal));

        Assert.DoesNotContain(lines, line => line.Length > 80);
    }
}
