using Fastshot.Web.Api;
using Fastshot.Web.Hosting;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Guard;

/// <summary>Bounds how many requests come in a while, and how many there are at once.</summary>
internal sealed class RequestRates(WebLimits limits, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private long _windowStart = time.GetTimestamp();
    private int _inWindow;
    private int _running;
    private int _uploads;
    private int _streams;

    /// <summary>Lets a request in; disposing what it returns says that it is over.</summary>
    /// <exception cref="ApiException">There are too many.</exception>
    public IDisposable Enter()
    {
        lock (_turn)
        {
            if (time.GetElapsedTime(_windowStart) >= Window)
            {
                (_windowStart, _inWindow) = (time.GetTimestamp(), 0);
            }

            if (_inWindow >= limits.RequestsMax || _running >= limits.AtOnceMax)
            {
                throw TooMany("requests");
            }

            _inWindow++;
            _running++;
        }

        return new Leave(() => _running--, _turn);
    }

    public IDisposable EnterUpload() => Enter(ref _uploads, limits.UploadsAtOnceMax, "uploads", () => _uploads--);

    public IDisposable EnterStream() => Enter(ref _streams, limits.StreamsMax, "windows", () => _streams--);

    private Leave Enter(ref int count, int countMax, string what, Action leave)
    {
        lock (_turn)
        {
            if (count >= countMax)
            {
                throw TooMany(what);
            }

            count++;
        }

        return new Leave(leave, _turn);
    }

    private static ApiException TooMany(string what) => new(
        StatusCodes.Status429TooManyRequests, "too_many", $"There are too many {what} at once.", "Try again in a few seconds.");

    private sealed class Leave(Action leave, Lock turn) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose()
        {
            lock (turn)
            {
                _leave?.Invoke();
                _leave = null;
            }
        }
    }
}
