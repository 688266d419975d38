using System.Text;
using System.Text.RegularExpressions;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Operations;

/// <summary>What is kept of operations when their process is gone, whatever became of the files.</summary>
public sealed partial class OperationHistoryTests
{
    private const string Folder = "/state/operations";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly OperationRun _run = new();

    [Fact]
    public void What_ran_is_read_by_another_process_as_it_was_newest_first() => _run.Do(async () =>
    {
        var done = await EndAsync(OperationRun.Of((progress, _) =>
        {
            progress.Report(new OperationProgress("push", 2, 3, 4567));
            return Task.FromResult(new OperationResult([new("sent", 2), new("failed", 1)]) { IsPartial = true });
        }));
        await Task.Delay(Second, _run.Time);
        var failed = await EndAsync(OperationRun.Of((_, _) => throw new InvalidOperationException("brökën\u0007")) with { Again = ["tëst", "--a b"] });
        await Task.Delay(Second, _run.Time);
        var again = await EndAsync(_run.Queue.Retry(failed.Id));

        var read = await ReadAsync(_run.Files);

        Assert.Equal([again.Id, failed.Id, done.Id], read.Select(one => one.Id));
        Assert.Equal(done.Snapshot.Counts, read[2].Counts);
        Assert.Equal(done.Snapshot with { Counts = [], Again = [] }, read[2] with { Counts = [], Again = [] });
        Assert.Equal((failed.Snapshot.Failure, OperationState.Failed), (read[1].Failure, read[1].State));
        Assert.Equal((2, failed.Id), (read[0].Attempt, read[0].RetryOf));
        Assert.Equal(["tëst", "--a b"], read[1].Again);
        Assert.Equal(read[1].Again, read[0].Again);
        Assert.DoesNotContain(await NamesAsync(), name => name.EndsWith(".lock", StringComparison.Ordinal));
    });

    [Fact]
    public void Another_process_does_it_again_and_says_so() => _run.Do(async () =>
    {
        var failed = await EndAsync(OperationRun.Of((_, _) => throw new InvalidOperationException("away")));
        var other = new OperationRun(seed: 2);

        var again = other.Queue.Enqueue(OperationRun.Of((_, _) => Task.FromResult(OperationRun.Nothing)) with { RetryOf = failed.Snapshot });

        Assert.Equal((2, failed.Id), (again.Snapshot.Attempt, again.Snapshot.RetryOf));
    });

    [Theory]
    [InlineData("waiting", OperationState.Queued)]
    [InlineData("done", OperationState.Completed)]
    public void A_file_of_an_earlier_version_is_read_though_it_says_a_state_by_another_word(string word, OperationState state)
    {
        var id = OperationId.New(new SeededRandom(1));
        var file = $$$"""{"id":"{{{id}}}","kind":"sync","subject":"/nas","state":"{{{word}}}","attempt":1,"queued":"2026-11-01T10:00:00+00:00","counts":{"pushed":3}}""";

        var read = OperationFile.Parse(Encoding.UTF8.GetBytes(file), id);

        Assert.Equal((state, "/nas", 3), (read!.State, read.Subject, read.Counts.Single().Value));
    }

    [Fact]
    public void The_page_and_scripts_know_each_state_by_the_same_word()
    {
        var words = Enum.GetValues<OperationState>().Select(one => one.Word()).ToList();
        var cli = File.ReadAllText(Repository.PathOf("docs/cli.md"));
        var page = File.ReadAllText(Repository.PathOf("client/src/api/types.ts"));
        var start = page.IndexOf("type OperationState", StringComparison.Ordinal);

        Assert.Contains($"\"state\":\"{string.Join('|', words)}\"", cli, StringComparison.Ordinal);
        Assert.Equal(words.Order(), QuotedWord().Matches(page[start..page.IndexOf(';', start)]).Select(one => one.Groups["word"].Value).Order());
    }

    [Fact]
    public void A_command_line_that_is_too_long_is_not_kept_in_part() => _run.Do(async () =>
    {
        await EndAsync(OperationRun.Of((_, _) => Task.FromResult(OperationRun.Nothing)) with { Again = ["import", .. Enumerable.Repeat(new string('é', 99), 100)] });

        Assert.Empty(Assert.Single(await ReadAsync(_run.Files)).Again);
    });

    [Fact]
    public void One_that_runs_is_seen_running_and_one_whose_process_ended_is_interrupted() => _run.Do(async () =>
    {
        var operation = _run.Queue.Enqueue(_run.Taking(TimeSpan.FromHours(1)));
        await Task.Delay(Second, _run.Time);

        Assert.Equal(OperationState.Running, Assert.Single(await ReadAsync(_run.Files)).State);
        Assert.Equal(OperationState.Running, Assert.Single(await ReadAsync(_run.Files)).State); // To look changes nothing.

        _run.Files.Restart(); // The process is gone, and with it its lock.
        Assert.Equal(OperationState.Interrupted, Assert.Single(await ReadAsync(_run.Files)).State);
        operation.TryCancel();
        await operation.Completion.ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously);
    });

    [Fact]
    public void The_process_may_end_before_any_operation_of_its_files_and_what_is_left_is_read()
    {
        var isOver = false;
        for (var stopBefore = 0; !isOver; stopBefore++)
        {
            var run = new OperationRun();
            run.Files.StopBefore = stopBefore;
            try
            {
                run.Do(() => run.Queue.RunAsync(run.Taking(Second), Deadline.Token));
                isOver = true;
            }
            catch (SimulatedCrashException)
            {
                Assert.InRange(stopBefore, 0, 50);
            }

            foreach (var disk in run.Files.StatesAfterCrash())
            {
                run.Do(async () =>
                {
                    var read = await ReadAsync(disk);
                    Assert.InRange(read.Count, 0, 1);
                    Assert.All(read, one => Assert.True(one.State is OperationState.Completed or OperationState.Interrupted));
                });
            }
        }
    }

    [Fact]
    public void The_newest_are_kept_and_no_more() => _run.Do(async () =>
    {
        for (var i = 0; i < OperationHistory.KeptMax + 5; i++)
        {
            await _run.Queue.RunAsync(_run.Taking(Second) with { Subject = $"{i}" }, Deadline.Token);
        }

        var read = await ReadAsync(_run.Files);

        Assert.Equal(OperationHistory.KeptMax, read.Count);
        Assert.Equal(Enumerable.Range(5, OperationHistory.KeptMax).Reverse().Select(i => $"{i}"), read.Select(one => one.Subject));
        Assert.Equal(OperationHistory.KeptMax, (await NamesAsync()).Count);
    });

    [Fact]
    public void What_a_killed_process_left_goes_a_day_later_and_other_files_stay() => _run.Do(async () =>
    {
        var id = OperationId.New(_run.Random);
        string[] left = [$"{id}.lock", $"{id}.json.0011223344556677.tmp"];
        string[] foreign = ["notes.txt", "notes.tmp", "short.json", "short.lock"];
        await _run.Files.CreateFolderAsync(Folder, Deadline.Token);
        foreach (var name in left.Concat(foreign))
        {
            await WriteAsync(name, "x"u8.ToArray());
        }

        await _run.Queue.RunAsync(_run.Taking(Second), Deadline.Token);
        Assert.Empty(left.Except(await NamesAsync()));

        await Task.Delay(TimeSpan.FromDays(2), _run.Time);
        await _run.Queue.RunAsync(_run.Taking(Second), Deadline.Token);

        Assert.Empty((await NamesAsync()).Intersect(left));
        Assert.Empty(foreign.Except(await NamesAsync()));
        Assert.Equal(2, (await ReadAsync(_run.Files)).Count);
    });

    [Fact]
    public void A_file_under_anothers_name_is_passed_over() => _run.Do(async () =>
    {
        var operation = await EndAsync(_run.Taking(Second));
        var bytes = (await _run.Files.ReadSmallAsync($"{Folder}/{operation.Id}.json", 1 << 20, Deadline.Token))!;
        await WriteAsync($"{OperationId.New(_run.Random)}.json", bytes);
        await WriteAsync($"{OperationId.New(_run.Random)}.json", new byte[OperationFile.BytesMax + 1]);

        Assert.Equal(operation.Id, Assert.Single(await ReadAsync(_run.Files)).Id);
    });

    [Fact]
    public void An_idle_one_is_forgotten_where_it_asks_for_that() => _run.Do(async () =>
    {
        var idle = OperationRun.Of((_, _) => Task.FromResult(OperationRun.Nothing with { IsIdle = true }));
        await _run.Queue.RunAsync(idle with { ForgetsIdle = true }, Deadline.Token);
        Assert.Empty(await NamesAsync());

        await _run.Queue.RunAsync(idle, Deadline.Token);
        Assert.Single(await ReadAsync(_run.Files));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_nothing_can_be_written_operations_run_all_the_same(bool isFull) => _run.Do(async () =>
    {
        _run.Files.IsReadOnly = !isFull;
        _run.Files.CapacityBytes = isFull ? 10 : null;

        await _run.Queue.RunAsync(_run.Taking(Second), Deadline.Token);

        Assert.Equal(OperationState.Completed, Assert.Single(_run.Queue.Snapshots).State);
        Assert.Empty(await ReadAsync(_run.Files));
    });

    [Fact]
    public void Texts_that_are_very_long_are_cut_and_not_in_the_middle_of_a_character() => _run.Do(async () =>
    {
        var text = new string('x', 1999) + "😀" + new string('y', 100_000);
        await EndAsync(OperationRun.Of((_, _) => throw new InvalidOperationException(text)) with { Subject = text });

        var read = Assert.Single(await ReadAsync(_run.Files));

        Assert.Equal(new string('x', 1999), read.Subject);
        Assert.InRange(read.Failure!.Message.Length, 1990, 2000);
    });

    [Fact]
    public async Task Whatever_stands_in_the_files_is_read_without_trust()
    {
        var run = new OperationRun();
        OperationId id = default;
        run.Do(async () =>
        {
            var request = OperationRun.Of((progress, _) =>
            {
                progress.Report(new OperationProgress("push", 2, 3, 4));
                return Task.FromResult(new OperationResult([new("sent", 2)]));
            });
            var operation = run.Queue.Enqueue(request);
            await operation.Completion;
            id = operation.Id;
        });
        var path = $"{Folder}/{id}.json";
        var whole = (await run.Files.ReadSmallAsync(path, 1 << 20, Deadline.Token))!;
        byte[][] words =
        [
            .. new[] { "null", "[]", "{}", "-1", "1e999", "99999999999999999999", "\"\\ud800\"", "\"0000-00-00\"", "[[[[", "\"state\":\"done\"", "true" }
                .Select(word => Encoding.UTF8.GetBytes(word)),
        ];

        Property.Holds(20_000, random =>
        {
            var damaged = Mutation.Of(random, whole, words);
            if (OperationFile.Parse(damaged, id) is { } read)
            {
                Assert.Equal(id, read.Id);
                Assert.True(Enum.IsDefined(read.State));
                Assert.InRange(read.Subject.Length, 0, 2000);
                _ = read.PaceAt(DateTimeOffset.MaxValue);
            }
        });
    }

    [Fact]
    public async Task On_a_real_disk_it_is_the_same()
    {
        using var folder = new TemporaryFolder();
        var history = new OperationHistory(DiskFileSystem.Instance, Path.Combine(folder.Path, "state", "operations"), _run.Random);
        var snapshot = new OperationSnapshot
        {
            Id = OperationId.New(_run.Random),
            Kind = "sync",
            Subject = "here",
            State = OperationState.Running,
            Queued = _run.Time.GetUtcNow(),
        };
        Assert.Empty(await history.ReadAsync(Deadline.Token));

        var mark = await history.BeginAsync(snapshot);
        Assert.Equal(OperationState.Running, Assert.Single(await history.ReadAsync(Deadline.Token)).State);

        await history.EndAsync(snapshot with { State = OperationState.Completed }, mark);
        Assert.Equal(OperationState.Completed, Assert.Single(await history.ReadAsync(Deadline.Token)).State);
        Assert.Single(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    private Task<Operation> EndAsync(OperationRequest request) => EndAsync(_run.Queue.Enqueue(request));

    private static async Task<Operation> EndAsync(Operation operation)
    {
        await operation.Completion.ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously);
        return operation;
    }

    private static Task<IReadOnlyList<OperationSnapshot>> ReadAsync(FakeFileSystem files) =>
        new OperationHistory(files, Folder, new SeededRandom(9)).ReadAsync(Deadline.Token);

    private async Task<IReadOnlyList<string>> NamesAsync() =>
        [.. (await _run.Files.ListAsync(Folder, Deadline.Token) ?? []).Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    private Task WriteAsync(string name, byte[] bytes) =>
        new AtomicFile(_run.Files, _run.Random).WriteAsync($"{Folder}/{name}", bytes, overwrite: true, Deadline.Token);

    [GeneratedRegex("\"(?<word>[a-z]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedWord();
}
