namespace Fastshot.Testing.Simulation;

/// <summary>A random history of devices; its seed decides all of it.</summary>
public interface IHistory
{
    /// <summary>The history as far as it went, one step a line.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>Runs the whole history and checks its end.</summary>
    /// <exception cref="InvalidOperationException">Something was lost, or is back.</exception>
    void Run();
}
