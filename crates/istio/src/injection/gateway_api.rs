//! What istiod makes of a `Gateway` of the Gateway API (pilot/pkg/config/kube, `deploymentcontroller.go`).

use super::data::texts;
use super::{InjectionError, Injector, items, labels, merge};
use crate::strategic::struct_of;
use crate::text::{split_documents, yaml_map};
use crate::tree::{get, get_map, get_string, text_of};
use periplus_value::{Map, Value};

/// The label of a ConfigMap with what is merged over all gateways of a class.
pub(super) const CLASS_DEFAULTS: &str = "gateway.istio.io/defaults-for-class";
const TEMPLATE: &str = "kube-gateway";
const MANAGED: &str = "gateway.istio.io/managed";
const CONTROLLER: &str = "istio.io-gateway-controller";
const NAME_LABEL: &str = "gateway.networking.k8s.io/gateway-name";
const MODE: &str = "istio.io/dataplane-mode";
/// What stands for the resource's `uid`, which only a cluster gives.
pub(crate) const UID: &str = "UID-OF-THE-GATEWAY";
/// What a Service port can be called.
const LONGEST_NAME: usize = 63;

/// Kinds, their keys in ConfigMaps, and whether they are made only where a ConfigMap says something of them.
const KINDS: [(&str, &str, bool); 5] = [
    ("Deployment", "deployment", false),
    ("Service", "service", false),
    ("ServiceAccount", "serviceAccount", false),
    ("HorizontalPodAutoscaler", "horizontalPodAutoscaler", true),
    ("PodDisruptionBudget", "podDisruptionBudget", true),
];

impl Injector<'_> {
    /// The objects for a gateway of class `istio`; `others` has the ConfigMap that it refers to.
    pub fn gateway(&self, gateway: &Map, others: &[Map]) -> Result<Vec<Map>, InjectionError> {
        let written = self.execute(TEMPLATE, self.of_gateway(gateway))?;
        let overlays = self.overlays(gateway, others);
        let mut found = Vec::new();
        for document in split_documents(&written) {
            let object = yaml_map(document).ok_or_else(|| InjectionError::NotYaml(TEMPLATE.to_owned()))?;
            let kind = get_string(&object, "kind");
            let Some((_, key, only_if_said)) = KINDS.iter().find(|(known, ..)| *known == kind) else {
                continue;
            };
            let said: Vec<Map> =
                overlays.iter().filter_map(|map| yaml_map(text_of(&map.get(key)?).as_bytes())).collect();
            if *only_if_said && said.is_empty() {
                continue;
            }
            if let Some(go_struct) = struct_of(&get_string(&object, "apiVersion"), &kind) {
                said.iter().try_for_each(|patch| merge(TEMPLATE, &object, patch, go_struct))?;
            }
            let metadata = get_map(&object, "metadata").unwrap_or_default();
            let labels = labels(&object);
            labels.insert(MANAGED, CONTROLLER);
            metadata.insert("labels", labels);
            found.push(object);
        }
        Ok(found)
    }

    /// Texts to merge over objects: those of the class, then those that the gateway refers to.
    fn overlays(&self, gateway: &Map, others: &[Map]) -> Vec<Map> {
        let class = get_string(gateway, "spec.gatewayClassName");
        let of_class = self
            .classes
            .iter()
            .filter(|map| labels(map).get(CLASS_DEFAULTS).is_some_and(|named| text_of(&named) == class));
        let name = get_string(gateway, "spec.infrastructure.parametersRef.name");
        let is_it = |map: &&Map| !name.is_empty() && get_string(map, "metadata.name") == name;
        let own = others.iter().filter(|map| get_string(map, "kind") == "ConfigMap").filter(is_it);
        of_class.take(1).chain(own).filter_map(|map| get_map(map, "data")).collect()
    }

    /// The data for the template (`TemplateInput`).
    fn of_gateway(&self, gateway: &Map) -> Map {
        let map = |path: &str| get_map(gateway, path).unwrap_or_default();
        let annotations = texts(&map("metadata.annotations"));
        let data = self.shared(&annotations);
        let (name, class) =
            (get_string(gateway, "metadata.name"), get_string(gateway, "spec.gatewayClassName"));
        let usual = format!("{name}-{class}");
        let said = |key: &str, usual: &str| {
            annotations.get(key).map_or_else(|| usual.to_owned(), |text| text_of(&text))
        };
        let meta = Map::from_iter([
            ("Labels", texts(&map("metadata.labels"))),
            ("Annotations", annotations.clone()),
        ]);
        let [infra_labels, infra_annotations] = ["labels", "annotations"].map(|key| {
            let own = get_map(gateway, &format!("spec.infrastructure.{key}"));
            texts(&own.unwrap_or_else(|| map(&format!("metadata.{key}"))))
        });
        if self.env("PILOT_ENABLE_AMBIENT") == "true" && !infra_labels.contains(MODE) {
            infra_labels.insert(MODE, "none");
        }
        let revision = Some(self.revision()).filter(|revision| !revision.is_empty());
        let cluster = Some(self.env("CLUSTER_ID")).filter(|id| !id.is_empty());
        let texts = [
            ("Name", name.clone()),
            ("Namespace", get_string(gateway, "metadata.namespace")),
            ("UID", UID.to_owned()),
            ("GatewayClass", class),
            ("DeploymentName", said("gateway.istio.io/name-override", &usual)),
            ("ServiceAccount", said("gateway.istio.io/service-account", &usual)),
            ("ServiceType", said("networking.istio.io/service-type", "LoadBalancer")),
            ("ClusterID", cluster.unwrap_or_else(|| "Kubernetes".to_owned())),
            ("Revision", revision.unwrap_or_else(|| "default".to_owned())),
            ("GatewayNameLabel", NAME_LABEL.to_owned()),
            ("ControllerLabel", CONTROLLER.to_owned()),
        ];
        for (key, text) in texts {
            data.insert(key, text);
        }
        for (key, map) in [
            ("ObjectMeta", meta),
            ("Labels", infra_labels.clone()),
            ("Annotations", annotations),
            ("InfrastructureLabels", infra_labels),
            ("InfrastructureAnnotations", infra_annotations),
        ] {
            data.insert(key, map);
        }
        data.insert("KubeVersion", Value::int(self.kubernetes));
        data.insert("IsEastWestGateway", false);
        data.insert("Ports", ports(gateway));
        data.insert("Spec", Map::from_iter([("Addresses", addresses(gateway))]));
        data
    }
}

/// The Service's ports: one for the state, and one for each listener's port.
fn ports(gateway: &Map) -> Vec<Value> {
    let port = |name: &str, number: i64, protocol: &str| {
        Map::from_iter([
            ("Name", Value::string(name)),
            ("Port", Value::int(number)),
            ("Protocol", "TCP".into()),
            ("AppProtocol", protocol.to_lowercase().into()),
        ])
    };
    let mut found = vec![port("status-port", 15021, "TCP")];
    for listener in items(get(gateway, "spec.listeners")) {
        let number: i64 =
            listener.get("port").and_then(|port| text_of(&port).parse().ok()).unwrap_or_default();
        if found
            .iter()
            .any(|port| port.get("Port").is_some_and(|known| text_of(&known) == number.to_string()))
        {
            continue;
        }
        let name: String =
            get_string(&listener, "name").replace('.', "-").chars().take(LONGEST_NAME).collect();
        found.push(port(&name, number, &get_string(&listener, "protocol")));
    }
    found.into_iter().map(Value::Map).collect()
}

fn addresses(gateway: &Map) -> Vec<Value> {
    let address = |map: &Map| Value::Map(Map::from_iter([("Value", get_string(map, "value"))]));
    items(get(gateway, "spec.addresses")).iter().map(address).collect()
}
