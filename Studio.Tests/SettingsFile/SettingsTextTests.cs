using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.SettingsFile;

namespace Studio.Tests.SettingsFile;

/// <summary>One value changes, and nothing else of the text.</summary>
public sealed class SettingsTextTests
{
    private const string Text = """
        // mine
        {
          "Port": 9000, // do not touch
          // "Device": "auto",
          "Auth": {
            "AllowQueryKey": false
          }
        }
        """;

    [Fact]
    public void With_AValueThatIsSet_ReplacesItInItsPlace() =>
        Assert.Equal(Text.Replace("9000", "9001", StringComparison.Ordinal), SettingsText.With(Text, "Port", 9001));

    [Fact]
    public void With_NewValues_AreReadBackAndCommentsStay()
    {
        var text = SettingsText.With(SettingsText.With(Text, "Device", "cpu"), "Auth:Oidc:AllowedEmails", new JsonArray("a@example.org"));
        Assert.Equal("cpu", (string?)SettingsText.Find(text, "Device"));
        Assert.Equal("a@example.org", (string?)SettingsText.Find(text, "Auth:Oidc:AllowedEmails")![0]);
        Assert.Equal(false, (bool?)SettingsText.Find(text, "auth:allowquerykey"));
        Assert.Contains("// mine", text, StringComparison.Ordinal);
        Assert.Contains("// do not touch", text, StringComparison.Ordinal);
        Assert.Equal(9000, (int?)SettingsText.Find(text, "Port"));
    }

    [Theory]
    [InlineData("{ \"A\": 1, \"B\": 2 }", "{ \"A\": 1,  }")]
    [InlineData("{\n  \"A\": 1,\n  \"B\": 2\n}", "{\n  \"A\": 1,\n}")]
    [InlineData("{\n  \"B\": [1, 2],\n  \"A\": 1\n}", "{\n  \"A\": 1\n}")]
    [InlineData("{}", "{}")]
    public void With_Null_TakesItsLineOut(string text, string left)
    {
        Assert.Equal(left, SettingsText.With(text, "B", null));
        Assert.Null(SettingsText.Find(left, "B"));
    }

    [Fact]
    public void With_WhatIsNoSettingsFile_Throws()
    {
        Assert.ThrowsAny<JsonException>(() => SettingsText.With("[]", "Port", 1));
        Assert.ThrowsAny<JsonException>(() => SettingsText.With("{\"Auth\": 1}", "Auth:AllowQueryKey", true));
        Assert.ThrowsAny<JsonException>(() => SettingsText.With("{", "Port", 1));
    }
}
