using Fastshot.Cli.SelfTest;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests.SelfTest;

/// <summary>How checks come to their verdicts, whatever they check.</summary>
public sealed class SuiteTests
{
    [Fact]
    public async Task What_ends_a_check_is_its_verdict_and_the_next_one_is_done_all_the_same()
    {
        var suite = new Suite(
            _ => throw new CliException(ExitCode.Unreachable, "gone", "The place is gone", "Look for it."),
            _ => Task.FromResult(Outcome.Of(true, "1", "1")));

        var result = await suite.RunAsync(TimeProvider.System, new Progress<string>(), Testing.Deadline.Token);

        Assert.Equal((1, 1, 0), (result.Passed, result.FellShort, result.Skipped));
        Assert.Equal("The place is gone. Look for it.", result.Checks[0].Outcome.Detail);
    }

    [Fact]
    public void One_fact_that_does_not_hold_makes_the_check_fall_short_and_is_named()
    {
        var facts = new Facts();
        facts.Hold("water is wet", isSo: true);
        facts.Hold("water is dry", isSo: false);

        var outcome = facts.Outcome("all");

        Assert.Equal((Verdict.FellShort, "1 of 2", "not so: water is dry"), (outcome.Verdict, outcome.Figure, outcome.Detail));
        Assert.Equal(Verdict.FellShort, new Facts().Outcome("all").Verdict);
    }

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(1, null, false)]
    [InlineData(2, null, true)]
    [InlineData(0, "an object", false)]
    public void A_run_is_good_where_nothing_fell_short_and_nothing_is_left(int verdict, string? leftover, bool isGood)
    {
        var check = new CheckResult("one", new Outcome((Verdict)verdict, "", ""), TimeSpan.Zero);
        var report = new SelfTestReport([new SuiteResult("suite", "file", [check])], "1", default, default, "", null, leftover);

        Assert.Equal(isGood, report.IsGood);
    }

    [Fact]
    public async Task The_median_and_the_late_time_are_those_of_the_runs()
    {
        var times = await Measure.TimesAsync(TimeProvider.System, 100, _ => Task.CompletedTask);

        Assert.Equal(times.Order(), times);
        Assert.Equal(50d, Measure.Median([.. Enumerable.Range(0, 100).Select(i => (double)i)]));
        Assert.Equal(99d, Measure.Late([.. Enumerable.Range(0, 100).Select(i => (double)i)]));
    }

    /// <summary>A suite of given checks.</summary>
    private sealed class Suite(params Func<CancellationToken, Task<Outcome>>[] checks) : SelfTestSuite("suite", "suite.json")
    {
        protected override IReadOnlyList<(string Name, Func<CancellationToken, Task<Outcome>> Check)> Checks =>
            [.. checks.Select((check, i) => ($"{i}", check))];
    }
}
