using System.Text.Json;

namespace Fastshot.Core.Format;

/// <summary>Reading of foreign JSON without an exception for a value of another kind.</summary>
internal static class JsonElementReading
{
    extension(JsonElement element)
    {
        public bool ValueKindIsObject => element.ValueKind == JsonValueKind.Object;

        public bool TryGetInt32Safe(out int value)
        {
            value = 0;
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
        }

        public bool TryGetInt64Safe(out long value)
        {
            value = 0;
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
        }

        public bool TryGetFiniteDouble(out double value)
        {
            value = 0;
            return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out value) && double.IsFinite(value);
        }
    }
}
