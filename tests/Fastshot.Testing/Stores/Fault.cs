using Fastshot.Core.Storage;

namespace Fastshot.Testing.Stores;

/// <summary>What a call to a store is about to do.</summary>
public enum StoreVerb
{
    Head,
    Get,
    Put,
    List,
    Delete,
    Stage,
    Write,
    Commit,
}

/// <summary>One call to a store, numbered from 0; a listing names no key.</summary>
public readonly record struct StoreCall(int Number, StoreVerb Verb, ObjectKey? Key, bool IsConditional = false);

/// <summary>What goes wrong with a call.</summary>
public abstract record Fault
{
    private Fault()
    {
    }

    /// <summary>Nothing is done.</summary>
    public sealed record Refused(StoreError Error) : Fault;

    /// <summary>It is done, and nobody hears of it.</summary>
    public sealed record AcknowledgementLost(StoreError Error = StoreError.Unavailable) : Fault;

    /// <summary>What is read breaks off after so many bytes (of any other call: refused).</summary>
    public sealed record ReadTorn(long AfterBytes, StoreError Error = StoreError.Unavailable) : Fault;
}
