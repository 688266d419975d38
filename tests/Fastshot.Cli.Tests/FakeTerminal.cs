using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests;

/// <summary>A terminal of streams, at which a person may have typed something.</summary>
internal sealed class FakeTerminal(Stream input, Stream output, Stream error) : Terminal
{
    public bool IsPerson { get; init; }

    /// <summary>What a person types without it being shown; null where there is no terminal.</summary>
    public Queue<string>? Typed { get; init; }

    /// <summary>The memory into which something is typed, for a test that looks at it afterwards.</summary>
    public char[]? Memory { get; init; }

    public override Stream In => input;

    public override Stream Out => output;

    public override Stream Error => error;

    public override bool IsInTerminal => IsPerson || Typed is not null;

    public override bool IsOutTerminal => IsPerson;

    public override bool IsErrorTerminal => IsPerson;

    public override int Width => 80;

    public override Task<char[]?> ReadHiddenAsync(CancellationToken cancellationToken) => Task.FromResult(Memory ?? Typed?.Dequeue().ToCharArray());
}
