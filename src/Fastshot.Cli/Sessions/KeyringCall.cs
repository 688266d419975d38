using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Keyring;

namespace Fastshot.Cli.Sessions;

/// <summary>How a verb comes to the keyring of this computer.</summary>
internal static class KeyringCall
{
    extension(Invocation call)
    {
        /// <summary>The keyring, and when a library at these places uses it. Nothing is loaded before it is needed.</summary>
        public Keyrings KeyringsOf(Places places)
        {
            IKeyring? keyring = null;
            return new Keyrings(() => keyring ??= Load(call, places), token => ForNewAsync(call, places, token));
        }
    }

    private static IKeyring Load(Invocation call, Places places)
    {
        var around = call.Surroundings;
        return SystemKeyring.Of(around.System, around.Variable, around.Files, places.Library, around.Random, around.Time);
    }

    // What lies under one folder stays whole there: it can be carried to another computer, and thrown away.
    private static async Task<KeyringUse> ForNewAsync(Invocation call, Places places, CancellationToken cancellationToken)
    {
        var config = await ConfigFile.ReadAsync(call.Surroundings.Files, places.ConfigFile, cancellationToken).ConfigureAwait(false);
        return Settings.From(config).Keyring switch
        {
            KeyringMode.File => KeyringUse.File,
            KeyringMode.System => KeyringUse.System,
            _ => places == Places.Find(call.Surroundings.System, call.Surroundings.Variable, out _) ? KeyringUse.Auto : KeyringUse.File,
        };
    }
}
