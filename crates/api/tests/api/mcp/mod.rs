//! `/mcp`, by the official SDK's own client: what it lists, what a call answers and costs, and who is let in.

mod calls;
mod door;
mod faults;
mod lists;
mod resources;

use rmcp::RoleClient;
use rmcp::ServiceExt as _;
use rmcp::model::{CallToolRequestParams, CallToolResult};
use rmcp::service::RunningService;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::Value;

use crate::support::{Client, TestApp};

/// A client of the protocol that has begun.
pub struct Model(RunningService<RoleClient, ()>);

impl Model {
    /// With the key of `client`, at `app`.
    pub async fn of(app: &TestApp, client: &Client) -> Self {
        let config = StreamableHttpClientTransportConfig::with_uri(format!("http://{}/mcp", app.address))
            .auth_header(client.key());
        Self(().serve(StreamableHttpClientTransport::from_config(config)).await.unwrap())
    }

    /// The names of the tools.
    pub async fn names(&self) -> Vec<String> {
        let tools = self.0.list_all_tools().await.unwrap();
        tools.into_iter().map(|tool| tool.name.into_owned()).collect()
    }

    /// Calls a tool.
    pub async fn calls(&self, name: &'static str, fields: Value) -> CallToolResult {
        let call = CallToolRequestParams::new(name).with_arguments(fields.as_object().unwrap().clone());
        self.0.call_tool(call).await.unwrap()
    }
}

/// The envelope that a result holds.
#[track_caller]
pub fn envelope(result: &CallToolResult) -> &Value {
    result.structured_content.as_ref().unwrap()
}

/// A result's texts.
pub fn texts(result: &CallToolResult) -> Vec<&str> {
    result.content.iter().filter_map(|block| block.as_text()).map(|text| text.text.as_str()).collect()
}
