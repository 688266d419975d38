namespace Fastshot.Core.Storage;

/// <summary>What must hold for a put to happen.</summary>
public abstract record PutCondition
{
    private PutCondition()
    {
    }

    /// <summary>Whatever stands there is replaced.</summary>
    public static PutCondition None { get; } = new NoCondition();

    /// <summary>Nothing may stand there (<c>If-None-Match: *</c>).</summary>
    public static PutCondition Absent { get; } = new AbsentCondition();

    /// <summary>What stands there must be what was read (<c>If-Match</c>).</summary>
    public static PutCondition Unchanged(string eTag) => new UnchangedCondition(eTag);

    public sealed record NoCondition : PutCondition;

    public sealed record AbsentCondition : PutCondition;

    public sealed record UnchangedCondition(string ETag) : PutCondition;
}
