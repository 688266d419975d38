namespace Fastshot.Core.Operations;

/// <summary>What a queue refuses, as far as a caller can act on it.</summary>
public enum OperationError
{
    /// <summary>So many wait already that one more would not be done soon.</summary>
    QueueFull,

    /// <summary>This process has run no such operation, or has forgotten it.</summary>
    NotFound,

    /// <summary>It is not over yet, or it was done: there is nothing to do again.</summary>
    NotRetryable,
}

/// <summary>The exception of a queue for what was asked of it; an operation's own failure stays what it is.</summary>
public sealed class OperationException(OperationError error, string message) : Exception(message)
{
    public OperationError Error { get; } = error;
}

/// <summary>Thrown by the work of an operation that knows by itself how to say why it cannot be done.</summary>
public sealed class OperationRefusedException(OperationFailure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    public OperationFailure Failure { get; } = failure;
}
